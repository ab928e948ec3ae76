"""Does memory grow with the file, and time faster than it?"""
import functools
import os

from . import tables
from .goals import THREADS
from .inputs import COMMON

# Bytes of the export and of its payloads for each invented user, on the safe side.
BYTES_IN, BYTES_OUT = 1_200, 2_600
# What a conversion may take, in MiB, and for each key that must be unique, in bytes.
FIXED, A_THREAD, A_KEY = 24, 16, 24


def commands(bench, source, threads):
    """What is done with a large export, by what it is."""
    inputs, run = bench.inputs, ["--threads", str(threads)]
    stream = inputs.convert(source, "cloudentity", "--layout", "jsonl")
    return {
        "validate": ["validate", source, *COMMON, *run],
        "to Cloudentity, dropped": [*stream, "-o", "-", *run],
        "to Cloudentity": [*stream, "-o", "{out}/data", *run],
        "to Oracle": [*inputs.convert(source, "oracle"), "-o", "{out}/made", *run],
    }


@functools.lru_cache(maxsize=1)
def runs(bench):
    """A row for each work, number of users and number of threads. Both sections share them."""
    rows = {}
    bench.room(max(bench.options.large) * (BYTES_IN + BYTES_OUT))
    for users in bench.options.large:
        generate = bench.idport([*bench.inputs.generate(users), "-o", "{out}/data"], "generate")
        rows["generate", users, 1] = bench.take(f"large {users}", [generate], rounds=0)["generate"]
        source = bench.inputs.generated(users)
        for threads, name in THREADS.items():
            works = {f"{work}, {name}": (work, words) for work, words in commands(bench, source, threads).items()}
            taken = bench.take(f"large {users}", [bench.idport(words, one) for one, (_, words) in works.items()])
            rows.update({(works[one][0], users, threads): row for one, row in taken.items()})
        os.remove(source)
    return {key: row for key, row in rows.items() if not row.failure}


def allowed(bench, users, threads):
    """The MiB that a conversion of so many users may take."""
    return FIXED + A_THREAD * threads + A_KEY * bench.inputs.keys_a_user * users / (1 << 20)


def memory(bench):
    """peak memory of large exports, beside what a conversion may take"""
    shown, shares = [], []
    for (work, users, threads), row in runs(bench).items():
        limit = allowed(bench, users, threads) if work.startswith("to ") else None
        peak = max(reading.peak for reading in row.readings)
        if limit:
            shares.append(peak / limit)
        shown.append([work, f"{users:,}", threads, f"{peak:.0f}", f"{limit:.0f}" if limit else ""])
    if shares:
        bench.figures["memory/share"] = max(shares)
    tables.show("Peak memory", ["work", "users", "threads", "MiB", "allowed"], shown)


def scaling(bench):
    """seconds of large exports, by users"""
    rows = runs(bench)
    fewest, most = min(bench.options.large), max(bench.options.large)
    shown, growths = [], []
    for (work, users, threads), row in rows.items():
        seconds, first = row.median().seconds, rows.get((work, fewest, threads))
        growth = seconds / users / (first.median().seconds / fewest) if first else None
        if growth and users == most != fewest and work.startswith("to "):
            growths.append(growth)
        shown.append([work, f"{users:,}", threads, tables.seconds(seconds), f"{seconds / users * 1e6:.3f}",
                      f"{growth:.2f}" if growth else ""])
    if growths:
        bench.figures["scaling/growth"] = max(growths)
    tables.show("Seconds by users", ["work", "users", "threads", "seconds", "µs a user", "of the first"], shown)
