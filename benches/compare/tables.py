"""Markdown that reads well in a terminal too."""


def seconds(value):
    return f"{value:.4f}" if value < 0.1 else f"{value:.3f}" if value < 10 else f"{value:.1f}"


def megabytes(count):
    return f"{count / 1e6:,.0f} MB" if count >= 1e7 else f"{count / 1e6:,.2f} MB"


def show(title, head, rows):
    """Prints a table; the first column is text, the others numbers."""
    cells = [[str(cell) for cell in row] for row in [head, *rows]]
    widths = [max(map(len, column)) for column in zip(*cells)]
    lines = [" | ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:]))]) for row in cells]
    rule = "|".join(["-" * (widths[0] + 2), *("-" * (width + 1) + ":" for width in widths[1:])])
    print(f"\n## {title}\n\n| {lines[0]} |\n|{rule}|")
    for line in lines[1:]:
        print(f"| {line} |", flush=True)


def show_turns(title, rows, measure, size=None):
    """Prints what commands took, as `Turns.take` gives it, in terms of the seconds of the row `measure` too."""
    unit = rows[measure].median().seconds if measure in rows and rows[measure].readings else None
    head = ["command", "seconds", "least", f"÷ {measure}", "user s", "kernel s", "peak MiB", "rounds"]
    head += ["MB/s in"] if size else []
    shown = []
    for name, row in rows.items():
        if row.failure:
            shown.append([f"{name}: {row.failure}", *[""] * (len(head) - 1)])
            continue
        median = row.median()
        shown.append([
            name, seconds(median.seconds), seconds(row.least()), f"{median.seconds / unit:.2f}" if unit else "",
            f"{median.user:.3f}", f"{median.kernel:.3f}", f"{median.peak:.0f}", len(row.readings),
            *([f"{size / median.seconds / 1e6:,.0f}"] if size else []),
        ])
    show(title, head, shown)
