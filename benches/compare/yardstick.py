"""The program that tells how long serde_json takes to skip over a file."""
import json
import os
import shutil
import subprocess

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


def find(given):
    """The program of --yardstick, or that of `benches/yardstick.rs`, which is built if need be; nothing without cargo."""
    if given == "none":
        return None
    if given:
        return os.path.abspath(given)
    if not shutil.which("cargo"):
        return None
    words = ["cargo", "bench", "--locked", "--bench", "yardstick", "--no-run", "--message-format=json"]
    built = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, check=False)
    return located(built.stdout.decode()) if built.returncode == 0 else None


def located(messages):
    """The program in what cargo tells, a line of JSON each."""
    for message in map(json.loads, messages.splitlines()):
        if message.get("target", {}).get("name") == "yardstick" and message.get("executable"):
            return message["executable"]
    return None
