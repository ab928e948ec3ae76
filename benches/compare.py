#!/usr/bin/env python3
"""Times idport against whatever else is there to convert the same export.

usage: compare.py --idport PROGRAM --input EXPORT [--out FOLDER] [--rounds N] [--peers FOLDER] [--peer 'NAME=COMMAND']...

Whole commands run in turn (A B C, A B C, ...), the first round is dropped, and medians are told. Output is removed before
each run, outside the clock. Peers:
  floor      reads the export and writes as many bytes as idport does, with nothing in between
  --peers    a folder (or $IDPORT_PEERS) with any of cd2ce.py, cd2ce.js, cd2ce.jq; each is run with what is installed:
             python3 with json and with orjson, node, jq
  --peer     any other command, where {in} and {out} stand for the files: 'typed=plain ce-typed {in} {out}'
A command that fails is told as such. Peak memory cannot read below that of this script, about 12 MiB."""
import argparse
import importlib.util
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import time

BLOCK = 1 << 20
SETTINGS = "--to cloudentity --tenant-id tenant --user-pool-id pool --layout jsonl --no-sync --quiet"


def floor(source, target, length):
    """Reads all of source and writes length bytes to target, block by block in the same rhythm."""
    data = bytearray(BLOCK)
    total = max(1, os.path.getsize(source))
    done = read = 0
    with open(source, "rb", buffering=0) as source, open(target, "wb", buffering=0) as target:
        while got := source.readinto(data):
            read += got
            wanted = length * read // total
            while done < wanted:
                done += target.write(memoryview(data)[: min(BLOCK, wanted - done)])


def peers(options):
    """The commands to time, by name."""
    idport = shlex.join([options.idport, "convert"]) + " {in} -o {out} " + SETTINGS
    commands = {f"idport, {n} thread{'s'[:n - 1]}": f"{idport} --threads {n}" for n in options.threads}
    commands["floor"] = shlex.join([sys.executable, __file__, "--floor"]) + " {in} {out} {bytes}"
    for script, name, runner in [
        ("cd2ce.py", "python json", [sys.executable, "{script}", "{in}", "{out}"]),
        ("cd2ce.py", "python orjson", [sys.executable, "{script}", "{in}", "{out}", "orjson"]),
        ("cd2ce.js", "node", ["node", "--max-old-space-size=16000", "{script}", "{in}", "{out}"]),
        ("cd2ce.jq", "jq", ["sh", "-c", "jq -c -f {script} {in} > {out}"]),
    ]:
        path = os.path.join(options.peers or "", script)
        tool = "jq" if name == "jq" else runner[0]
        there = options.peers and os.path.exists(path) and shutil.which(tool)
        if there and (name != "python orjson" or importlib.util.find_spec("orjson")):
            commands[name] = " ".join(shlex.quote(word).replace("{script}", path) for word in runner)
        else:
            print(f"left out: {name}", file=sys.stderr)
    commands.update(peer.split("=", 1) for peer in options.peer)
    return commands


def clear(out):
    """Removes output, with what idport writes beside it."""
    folder, name = os.path.split(out)
    for entry in os.listdir(folder):
        if entry.startswith(name.split(".")[0] + "."):
            os.remove(os.path.join(folder, entry))


def run(command, values):
    """Seconds, processor seconds and peak KiB of a command; nothing when it fails."""
    for key, value in values.items():
        command = command.replace("{" + key + "}", str(value))
    clear(values["out"])
    start = time.monotonic()
    child = subprocess.Popen(shlex.split(command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    return None if child.returncode else (seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--idport", required=True)
    parser.add_argument("--input", required=True)
    parser.add_argument("--out", default="target/compare")
    parser.add_argument("--rounds", type=int, default=5, help="rounds that count (default 5)")
    parser.add_argument("--threads", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--peers", default=os.environ.get("IDPORT_PEERS"))
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=COMMAND")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    size = os.path.getsize(options.input)
    out = os.path.join(os.path.abspath(options.out), "out.jsonl")
    values = {"in": os.path.abspath(options.input), "out": out, "bytes": 0}
    commands = peers(options)
    first = next(iter(commands))
    if not run(commands[first], values):
        sys.exit(f"{options.idport} does not convert {options.input}")
    values["bytes"] = os.path.getsize(out)
    results = {name: [] for name in commands}
    for turn in range(options.rounds + 1):
        for name, command in commands.items():
            if results[name] is not None:
                result = run(command, values)
                if result is None:
                    results[name] = None
                elif turn:
                    results[name].append(result)
    clear(out)
    print(f"{size / 1e6:.0f} MB in, {values['bytes'] / 1e6:.0f} MB out, {options.rounds} rounds\n")
    medians = {name: [statistics.median(column) for column in zip(*rows)] for name, rows in results.items() if rows}
    best = [*commands][len(options.threads) - 1]
    print(f"| command | seconds | of {best} | least | MB/s in | CPU s | peak MiB |\n|---|--:|--:|--:|--:|--:|--:|")
    for name, rows in results.items():
        if not rows:
            print(f"| {name} | failed | | | | | |")
            continue
        seconds, cpu, peak = medians[name]
        least = min(row[0] for row in rows)
        ratio = seconds / medians[best][0]
        print(f"| {name} | {seconds:.2f} | {ratio:.2f} | {least:.2f} | {size / seconds / 1e6:.0f} | {cpu:.2f} | {peak / 1024:.0f} |")


if __name__ == "__main__":
    floor(sys.argv[2], sys.argv[3], int(sys.argv[4])) if sys.argv[1:2] == ["--floor"] else main()
