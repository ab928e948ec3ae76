"""Gives an export another shape, value for value: each token stays as it is spelled.

usage: shape.py plain SOURCE TARGET     leaves out users whom a program of a few lines stops at: without password, without
                                        attributes, with a role that is no text, and so on
       shape.py pretty SOURCE TARGET    with lines and indentation"""
import json
import re
import sys

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def is_plain(record):
    """Has every member that peers take for granted, in the kind that they take for granted."""
    user, profile = record.get("scimUser"), record.get("profile")
    return (
        isinstance(record.get("passwordHash"), str)
        and isinstance(profile, dict) and isinstance(profile.get("attributes"), dict)
        and is_texts(record.get("roles"))
        and isinstance(user, dict) and isinstance(user.get("active"), bool)
        and isinstance(user.get("name", {}), dict)
        and bool(user.get("emails"))
        and are_values(user["emails"]) and are_values(user.get("phoneNumbers", []))
    )


def is_texts(values):
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def are_values(entries):
    """Entries with a value and a mark of the primary one."""
    return isinstance(entries, list) and all(
        isinstance(entry, dict) and isinstance(entry.get("value"), str) and isinstance(entry.get("primary", False), bool)
        for entry in entries
    )


def records(text):
    """Each record of an array, with the text that it is spelled in."""
    decoder, at = json.JSONDecoder(), text.index("[") + 1
    while (at := text.find("{", at)) >= 0:
        record, end = decoder.raw_decode(text, at)
        yield record, text[at:end]
        at = end


def plain(text, write):
    before = "["
    for record, spelled in records(text):
        if is_plain(record):
            write(before + spelled)
            before = ","
    write("]\n" if before == "," else "[]\n")


def pretty(text, write):
    depth, opened = 0, False
    for token in map(re.Match.group, TOKEN.finditer(text)):
        if token in "}]":
            depth -= 1
            write(token if opened else "\n" + "  " * depth + token)
            opened = False
            continue
        if opened:
            write("\n" + "  " * depth)
        opened = token in "{["
        depth += opened
        write(",\n" + "  " * depth if token == "," else ": " if token == ":" else token)
    write("\n")


def main(shape, source, target):
    with open(source, encoding="utf-8", newline="") as file:
        text = file.read()
    with open(target, "w", encoding="utf-8", newline="") as file:
        {"plain": plain, "pretty": pretty}[shape](text, file.write)


if __name__ == "__main__":
    main(*sys.argv[1:])
