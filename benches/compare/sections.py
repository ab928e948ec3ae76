"""What is timed. A section prints its tables and leaves its figures, by section and row."""
import functools
import os
import shutil
import sys

from . import tables
from .goals import ONE, THREADS, TWO
from .inputs import COMMON, size_of
from .turns import Command, Turns

FLOOR = os.path.join(os.path.dirname(__file__), "floor.py")


class Impossible(Exception):
    """Something that a section needs is not there."""


class Bench:
    """What sections share: the programs, the inputs, and the figures that they leave."""

    def __init__(self, options, folder, inputs, peers, yardstick):
        self.options, self.folder, self.inputs, self.peers, self.yardstick = options, folder, inputs, peers, yardstick
        self.figures, self.failed = {}, False

    def idport(self, words, name=TWO, **more):
        """A command of the program. Findings are no failure."""
        return Command(name, [self.options.idport, *words], codes=(0, 1), repeats=True, **more)

    def converts(self, source, target, *more):
        """A conversion with each number of threads."""
        words = self.inputs.convert(source, target, *more)
        return [self.idport([*words, "--threads", str(n)], name) for n, name in THREADS.items()]

    def floor(self, kind, *words):
        words = [sys.executable, FLOOR, kind, *map(str, words)]
        return Command("floor, 2 threads", words, own_clock=True)

    def skips(self, source):
        """The yardstick over a file, if there is one."""
        if self.yardstick:
            return [Command("yardstick", [self.yardstick, source], own_clock=True)]
        self.peers.left_out["yardstick"] = "not built, see --yardstick"
        return []

    def take(self, section, commands, rounds=None, keeps=False):
        """Runs commands in turn and keeps their figures."""
        options = self.options
        rounds = options.rounds if rounds is None else rounds
        rows = Turns(self.folder, rounds, options.patience, keeps).take(commands)
        for command in commands:
            row = rows[command.name]
            # Only idport is due to repeat itself.
            self.failed |= command.repeats and row.failure is not None
            if not row.failure:
                self.figures[f"{section}/{command.name}"] = row.median().seconds
        return rows

    def room(self, size):
        """The disk has room for so many bytes."""
        free = shutil.disk_usage(self.folder).free
        if free < size * 1.1:
            raise Impossible(f"needs {tables.megabytes(size)} of room, {tables.megabytes(free)} are free")


def written(rows):
    """How many bytes idport wrote."""
    return rows[TWO].written or 0


def sizes(source, written_bytes):
    return f"{tables.megabytes(size_of(source))} in, {tables.megabytes(written_bytes)} out"


def cloudentity(bench):
    """directory → Cloudentity, one payload a line in a file"""
    source = bench.inputs.export
    lines = bench.inputs.payload_lines
    commands = bench.converts(source, "cloudentity", "--layout", "jsonl", "-o", "{out}/data")
    commands.append(bench.floor("bytes", source, "{out}/data", os.path.getsize(lines), 2))
    commands += bench.peers.commands("cloudentity", lines=bench.inputs.payload_count, **{"in": source})
    rows = bench.take("cloudentity", commands)
    title = f"Directory → Cloudentity, one payload a line ({sizes(source, written(rows))})"
    tables.show_turns(title, rows, TWO, os.path.getsize(source))


def files(bench):
    """directory → Cloudentity, a file for each 100 users, beside writing these files alone"""
    inputs = bench.inputs
    made = inputs.payload_files
    commands = bench.converts(inputs.export, "cloudentity", "-o", "{out}/made")
    commands.append(bench.floor("files", made, "{out}/made", 2))
    # Nothing is removed in between: a file system may take long to make a file where many were removed.
    bench.room(size_of(made) * len(commands) * (bench.options.rounds + 1))
    rows = bench.take("files", commands, keeps=True)
    for name in os.listdir(bench.folder):
        if name.startswith("out-"):
            shutil.rmtree(os.path.join(bench.folder, name), ignore_errors=True)
    title = f"Directory → Cloudentity, {inputs.payload_count:,} files ({sizes(inputs.export, written(rows))})"
    tables.show_turns(title, rows, TWO, os.path.getsize(inputs.export))


def oracle(bench):
    """directory → Oracle, CSV files"""
    source = bench.inputs.export
    commands = bench.converts(source, "oracle", "-o", "{out}/made")
    commands.append(bench.floor("bytes", source, "{out}/data", size_of(bench.inputs.domain), 2))
    commands += bench.peers.commands("oracle", **{"in": source})
    rows = bench.take("oracle", commands)
    tables.show_turns(f"Directory → Oracle ({sizes(source, written(rows))})", rows, TWO, os.path.getsize(source))


def dropped(bench):
    """directory → Cloudentity, output to nowhere, beside the yardstick"""
    source = bench.inputs.export
    commands = bench.converts(source, "cloudentity", "--layout", "jsonl", "-o", "-") + bench.skips(source)
    rows = bench.take("dropped", commands)
    title = f"Directory → Cloudentity, output dropped ({tables.megabytes(os.path.getsize(source))} in)"
    tables.show_turns(title, rows, "yardstick" if bench.yardstick else ONE, os.path.getsize(source))


def validations(bench, source):
    words = ["validate", source, *COMMON]
    return [bench.idport([*words, "--threads", str(n)], name) for n, name in THREADS.items()]


def check(bench):
    """validation of the export, beside the yardstick and validators"""
    source = bench.inputs.export
    commands = validations(bench, source) + bench.skips(source)
    schema = bench.inputs.schema("appid-directory.read")
    commands += bench.peers.commands("check", **{"in": source, "schema": schema})
    rows = bench.take("check", commands)
    title = f"Validation of the export ({tables.megabytes(os.path.getsize(source))})"
    tables.show_turns(title, rows, ONE, os.path.getsize(source))


def payloads(bench):
    """validation of a folder of payload files, beside validators"""
    source = bench.inputs.payload_files
    commands = validations(bench, source)
    schema = bench.inputs.schema("cloudentity.2025")
    commands += bench.peers.commands("payloads", **{"in": source, "schema": schema})
    rows = bench.take("payloads", commands)
    title = f"Validation of {bench.inputs.payload_count:,} payload files ({tables.megabytes(size_of(source))})"
    tables.show_turns(title, rows, ONE, size_of(source))


def pretty(bench):
    """the export with lines and indentation, output dropped, beside the compact one"""
    sources = {"idport, compact": bench.inputs.export, "idport, pretty": bench.inputs.pretty}
    convert = functools.partial(bench.inputs.convert, target="cloudentity")
    words = {name: [*convert(source), "--layout", "jsonl", "-o", "-", "--threads", "1"] for name, source in sources.items()}
    rows = bench.take("pretty", [bench.idport(words[name], name) for name in sources])
    rates = {name: os.path.getsize(sources[name]) / row.median().seconds for name, row in rows.items() if not row.failure}
    if len(rates) == 2:
        compact, indented = rates.values()
        bench.figures["pretty/share"] = indented / compact
    shown = [[name, tables.megabytes(os.path.getsize(sources[name])), tables.seconds(rows[name].median().seconds),
              f"{rate / 1e6:,.0f}"] for name, rate in rates.items()]
    tables.show("The export pretty-printed, output dropped, 1 thread", ["export", "size", "seconds", "MB/s in"], shown)


def start(bench):
    """two users: what it takes to start"""
    source = bench.inputs.two_users
    words = bench.inputs.convert(source, "cloudentity", "--layout", "jsonl", "-o", "-")
    commands = [
        bench.idport(words, "idport convert"),
        bench.idport(["validate", source, *COMMON], "idport validate"),
    ]
    nothing = shutil.which("true")
    if nothing:
        commands.append(Command("a program that does nothing", [nothing]))
    commands += bench.peers.commands("cloudentity", **{"in": source})
    rows = bench.take("start", commands, rounds=10 * bench.options.rounds)
    tables.show_turns("Start: two users", rows, "idport convert")
