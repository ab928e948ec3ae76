"""Whole commands in turn (A B C, A B C, …): the first round is dropped, medians are told.

Output goes into a fresh folder for each run; making and removing it is outside of the clock. A command that fails, or writes
other than it should, is told as such and takes no further turn."""
import dataclasses
import os
import shutil
import statistics
import subprocess
import sys
import time
import typing

# Linux counts in KiB, macOS in bytes.
PEAK_UNITS_A_MIB = 1 << 20 if sys.platform == "darwin" else 1 << 10
EVIDENCE = ("manifest.json", "report.json", "rejects")
UNITS = {"ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "s": 1}


@dataclasses.dataclass
class Command:
    """What is run. `{out}` in its words stands for a fresh folder."""

    name: str
    words: list
    # Its standard output is what it writes.
    prints: bool = False
    # It prints its own seconds, a line for each reading.
    own_clock: bool = False
    # The same bytes are due in every round.
    repeats: bool = False
    # How many lines it should write.
    lines: typing.Optional[int] = None
    codes: tuple = (0,)


class Reading(typing.NamedTuple):
    """What one run took."""

    seconds: float
    user: float
    kernel: float
    peak: float


@dataclasses.dataclass
class Row:
    """What all runs of a command took."""

    readings: list = dataclasses.field(default_factory=list)
    # Bytes of the output, without evidence.
    written: typing.Optional[int] = None
    failure: typing.Optional[str] = None

    def median(self):
        return Reading(*map(statistics.median, zip(*self.readings)))

    def least(self):
        return min(reading.seconds for reading in self.readings)


class Failed(Exception):
    """A command did not do what it should."""


class Turns:
    """Runs commands in turn in a folder."""

    def __init__(self, folder, rounds, patience, keeps=False):
        self.folder, self.rounds, self.patience, self.keeps = folder, rounds, patience, keeps
        self.runs = 0

    def take(self, commands):
        """A row for each command, by name. One that has used up the patience waits while the others go on; if it has only
        the round that is dropped otherwise, that one counts."""
        rows = {command.name: Row() for command in commands}
        for turn in range(self.rounds + 1):
            print(f"  round {turn} of {self.rounds}", file=sys.stderr)
            for command in commands:
                row = rows[command.name]
                spent = sum(reading.seconds for reading in row.readings)
                if row.failure is None and (turn == 0 or spent < self.patience):
                    self.turn(command, row, turn)
        for row in rows.values():
            if len(row.readings) > 1:
                del row.readings[0]
        return rows

    def turn(self, command, row, turn):
        """One run of a command."""
        self.runs += 1
        out = os.path.join(self.folder, f"out-{self.runs}")
        os.makedirs(out)
        try:
            row.readings.append(run(command, out))
            written = data_bytes(out)
            if command.repeats and row.written not in (None, written):
                raise Failed(f"wrote {written:,} bytes, before {row.written:,}")
            if turn == 0 and command.lines is not None and command.lines != count_lines(out):
                raise Failed(f"wrote {count_lines(out):,} lines of {command.lines:,}")
            row.written = written
        except (Failed, OSError) as error:
            row.failure = str(error)
        if not self.keeps:
            shutil.rmtree(out)


def run(command, out):
    """Runs a command that writes into a folder; what it took."""
    words = [word.replace("{out}", out) for word in command.words]
    said = os.path.join(out, "data") if command.prints else f"{out}.said"
    keeps_words = command.prints or command.own_clock
    with open(said if keeps_words else os.devnull, "wb") as stdout:
        start = time.monotonic()
        child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in command.codes:
        raise Failed(f"failed, exit {child.returncode}")
    if command.own_clock:
        seconds = own_seconds(said)
        os.remove(said)
    return Reading(seconds, usage.ru_utime, usage.ru_stime, usage.ru_maxrss / PEAK_UNITS_A_MIB)


def own_seconds(path):
    """The median of the seconds that a program printed, with or without a unit: `0.157` or `157.3ms true`."""
    readings = []
    with open(path, encoding="utf-8") as lines:
        for word in (line.split()[0] for line in lines if line.strip()):
            number = word.rstrip("nµms")
            readings.append(float(number) * UNITS[word[len(number):] or "s"])
    if not readings:
        raise Failed("told no seconds")
    return statistics.median(readings)


def data_files(folder):
    """The files below a folder that hold users, not evidence."""
    for where, _, names in os.walk(folder):
        yield from (os.path.join(where, name) for name in names if not any(mark in name for mark in EVIDENCE))


def data_bytes(folder):
    return sum(map(os.path.getsize, data_files(folder)))


def count_lines(folder):
    count = 0
    for path in data_files(folder):
        with open(path, "rb") as file:
            while block := file.read(1 << 20):
                count += block.count(b"\n")
    return count
