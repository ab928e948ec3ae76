"""Every pair of the four formats, as bytes in and out a second."""
from . import tables
from .inputs import size_of

FORMATS = ["appid-directory", "appid-social", "cloudentity", "oracle"]
FIRST = "appid-directory → cloudentity"


def sources(inputs, target):
    """What each format is read from. A social profile needs an account at a provider, which only users of social
    exports have: what becomes one is made of them."""
    return {
        "appid-directory": inputs.export,
        "appid-social": inputs.social,
        "cloudentity": inputs.social_payload_lines if target == "appid-social" else inputs.payload_lines,
        "oracle": inputs.domain,
    }


def command(bench, source, path, target):
    layout = ["--layout", "jsonl"] if target == "cloudentity" else []
    # Where one thread does everything, no part hides behind another.
    words = bench.inputs.convert(path, target, "--from", source, *layout, "-o", "{out}/data", "--threads", "1")
    return bench.idport(words, f"{source} → {target}")


def pairs(bench):
    """every pair of formats, 1 thread, as a share of directory → Cloudentity"""
    paths = {}
    for target in FORMATS:
        paths.update({(source, target): path for source, path in sources(bench.inputs, target).items()})
    commands = [command(bench, source, path, target) for (source, target), path in paths.items()]
    rows = bench.take("pairs", commands)
    sizes = {one.name: size_of(path) for one, path in zip(commands, paths.values())}
    counted = {name: row for name, row in rows.items() if not row.failure}
    moved = {name: (sizes[name] + row.written) / row.median().seconds for name, row in counted.items()}
    read = {name: sizes[name] / row.median().seconds for name, row in counted.items()}
    # Where every user is refused, a conversion writes rejects, and its bytes are no measure of it.
    taken = [name for name in counted if rows[name].written >= sizes[name] / 100]
    shares = {}
    for kind, rates in {"moved": moved, "read": read}.items():
        shares[kind] = {name: rates[name] / rates[FIRST] for name in taken} if FIRST in counted else {}
        if shares[kind]:
            bench.figures[f"pairs/slowest {kind}"] = min(shares[kind].values())
    shown = [
        [name, row.failure or tables.seconds(row.median().seconds), tables.megabytes(sizes[name]),
         tables.megabytes(row.written or 0), *cells(name, read, shares["read"]), *cells(name, moved, shares["moved"])]
        for name, row in rows.items()
    ]
    heads = ["from → to", "seconds", "in", "out", "MB/s in", "share", "MB/s in and out", "share"]
    tables.show("Every pair of formats, 1 thread", heads, shown)


def cells(name, rates, shares):
    """Megabytes a second, and what share of the first pair's they are."""
    if name not in rates:
        return "", ""
    return f"{rates[name] / 1e6:,.0f}", f"{shares[name]:.0%}" if name in shares else "takes no user"
