#!/usr/bin/env python3
"""Times idport beside whatever else is installed that does the same work, and prints the tables.

Whole commands run in turn (A B C, A B C, …), the first round is dropped, and medians are told. Output goes into a fresh folder
for each run, which is made and removed outside of the clock. Two rows have a clock of their own: the floor (the same
bytes read and written with nothing in between) and the yardstick (serde_json skips over the same file in memory). A peak
cannot read below that of this script, about 20 MiB. A command that fails is told as such; the exit code is 1 only where idport did."""
import argparse
import os
import signal
import sys
import tempfile

# Modules are found beside this file; nothing compiled is left there.
sys.dont_write_bytecode = True

from compare import goals, large, machine, pairs, sections
from compare.inputs import Inputs
from compare.peers import PEERS, Peers
from compare.yardstick import ROOT, find

SECTIONS = {
    section.__name__: section
    for section in [
        sections.cloudentity, sections.files, sections.oracle, sections.dropped, sections.check, sections.payloads,
        pairs.pairs, sections.pretty, sections.start, large.memory, large.scaling,
    ]
}


def arguments():
    told = "\n".join(f"  {name:12} {section.__doc__}" for name, section in SECTIONS.items())
    target = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=f"sections:\n{told}", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS), metavar="NAME", help="these sections (default: all)")
    add("--goals", action="store_true", help="hold what was measured against the aims of the project, at the end")
    add("--idport", default=os.path.join(target, "release", "idport"), metavar="PROGRAM", help="default: the release build")
    add("--input", metavar="EXPORT", help="a Cloud Directory export (default: an invented one)")
    add("--users", type=int, default=200_000, metavar="N", help="users of the invented export (default: 200,000)")
    add("--large", type=int, nargs="+", default=[1_000_000, 5_000_000], metavar="N",
        help="users of memory and scaling (default: 1,000,000 and 5,000,000)")
    add("--rounds", type=int, default=5, metavar="N", help="rounds that count (default: 5)")
    add("--patience", type=float, default=60, metavar="SECONDS",
        help="a command that has taken so long in all takes no further turn (default: 60)")
    add("--work", default=os.path.join(target, "compare"), metavar="FOLDER", help="where inputs and outputs are made meanwhile")
    add("--peers", default=os.environ.get("IDPORT_PEERS"), metavar="FOLDER",
        help="scripts of peers: cd2ce.py, .js, .jq; cd2csv.py, .js, .jq, .mlr, cd2csv_duckdb.py, cd2csv_polars.py")
    add("--bin", action="append", default=[], metavar="FOLDER", help="programs of peers, before those of the PATH; may be repeated")
    add("--peer", action="append", default=[], metavar="SECTION/NAME=COMMAND",
        help="any other command; {in} is the input, {out}/data the output, {files} the payload files, {schema} the schema")
    add("--yardstick", metavar="PROGRAM", help="the built benches/yardstick.rs (default: cargo builds it), or none")
    options = parser.parse_args()
    for peer in options.peer:
        section, _, command = peer.partition("/")
        if section not in PEERS or "=" not in command:
            parser.error(f"--peer {peer}: SECTION/NAME=COMMAND is wanted, with {', '.join(PEERS)} as the section")
    return options


def main():
    options = arguments()
    options.idport = os.path.abspath(options.idport)
    if not os.path.exists(options.idport):
        sys.exit(f"there is no {options.idport}: cargo build --release, or --idport PROGRAM")
    needs_yardstick = {"dropped", "check"} & set(options.only)
    yardstick = find(options.yardstick) if needs_yardstick else None
    os.makedirs(options.work, exist_ok=True)
    # One that is stopped removes what it made.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with tempfile.TemporaryDirectory(prefix="run-", dir=os.path.abspath(options.work)) as folder:
        given = options.input and os.path.abspath(options.input)
        inputs = Inputs(options.idport, folder, options.users, given)
        bench = sections.Bench(options, folder, inputs, Peers(options.peers, options.bin, options.peer), yardstick)
        machine.head(options.idport, f"an invented export of {options.users:,} users" if not given else "a given export")
        for name in options.only:
            print(f"{name}: {SECTIONS[name].__doc__}", file=sys.stderr)
            try:
                SECTIONS[name](bench)
            except sections.Impossible as reason:
                bench.peers.left_out[f"section {name}"] = reason
        if options.goals:
            goals.show(bench.figures)
        print(f"\nLoad after: {machine.load()}.")
        for name, reason in bench.peers.left_out.items():
            print(f"Left out: {name} ({reason}).")
    sys.exit(bench.failed)


if __name__ == "__main__":
    main()
