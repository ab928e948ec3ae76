"""What the project aims at, and whether it is reached."""
from . import tables

ONE, TWO = "idport, 1 thread", "idport, 2 threads"
# The rows of idport, by threads.
THREADS = {1: ONE, 2: TWO}


def times(section, name, idport, least):
    """Another command takes at least so many times the seconds of idport."""
    return f"{section}: {name} ÷ {idport}", (f"{section}/{name}", f"{section}/{idport}"), "≥", least


def at_most(section, idport, name, most):
    """Idport takes at most so many times the seconds of something else."""
    return f"{section}: {idport} ÷ {name}", (f"{section}/{idport}", f"{section}/{name}"), "≤", most


def scaling(section, least):
    """Two threads are so many times as fast as one."""
    return f"{section}: 1 thread ÷ 2 threads", (f"{section}/{ONE}", f"{section}/{TWO}"), "≥", least


# What is aimed at, the figure (or two, of which the first is divided by the second), and what it should be.
GOALS = [
    times("cloudentity", "typed serde_json", TWO, 6),
    times("cloudentity", "Node", TWO, 22),
    times("cloudentity", "orjson", TWO, 38),
    times("cloudentity", "jq", TWO, 80),
    at_most("cloudentity", TWO, "floor, 2 threads", 1.5),
    scaling("cloudentity", 1.75),
    at_most("files", TWO, "floor, 2 threads", 1.3),
    times("oracle", "typed serde_json", TWO, 5),
    times("oracle", "DuckDB", TWO, 7),
    times("oracle", "Polars", TWO, 15),
    at_most("dropped", ONE, "yardstick", 2.0),
    scaling("dropped", 1.85),
    at_most("check", ONE, "yardstick", 1.5),
    times("check", "Sourcemeta --fast", ONE, 10),
    times("check", "jsonschema-cli", ONE, 13),
    times("check", "ajv", ONE, 16),
    times("payloads", "Sourcemeta --fast", ONE, 4),
    times("payloads", "jsonschema-cli", ONE, 5),
    times("payloads", "ajv", ONE, 10),
    ("pairs: slowest by bytes in, as a share of directory → Cloudentity", ("pairs/slowest read",), "≥", 0.4),
    ("pairs: slowest by bytes in and out, as a share of it", ("pairs/slowest moved",), "≥", 0.4),
    ("pretty: bytes a second, as a share of compact", ("pretty/share",), "≥", 1.0),
    ("memory: highest peak, as a share of what is allowed", ("memory/share",), "≤", 1.0),
    ("start: seconds of 2 users", ("start/idport convert",), "≤", 0.005),
    ("scaling: seconds a user, most users ÷ fewest", ("scaling/growth",), "≤", 1.05),
]


def show(figures):
    """Prints each aim beside what was measured."""
    rows = []
    for aim, names, relation, target in GOALS:
        value = measured(figures, names)
        reached = value is not None and (value >= target if relation == "≥" else value <= target)
        rows.append([aim, f"{relation} {target}", "not measured" if value is None else f"{value:.4g}",
                     "" if value is None else "yes" if reached else "no"])
    tables.show("Aims", ["aim", "target", "measured", "reached"], rows)


def measured(figures, names):
    values = [figures.get(name) for name in names]
    if None in values:
        return None
    return values[0] / values[1] if len(values) == 2 else values[0]
