"""What sections work on, made by idport when it is first asked for."""
import functools
import json
import os
import subprocess
import sys

from .turns import data_bytes

NOW = "2026-01-01T00:00:00Z"
COMMON = ["--no-config", "--quiet"]
SETTINGS = {
    "cloudentity": ["--tenant-id", "tenant", "--user-pool-id", "pool"],
    # Users without a name, or with a number that Oracle refuses, are written as by the peers, who look at neither.
    "oracle": ["--missing-name", "email", "--refused-values", "drop"],
}
# Where the keys of a conversion stand: source ids, e-mail addresses and user names must be unique.
KEY_PATHS = ["/scimUser/originalId", "/scimUser/orignalId", "/scimUser/emails/*/value", "/scimUser/userName"]
SHAPE = os.path.join(os.path.dirname(__file__), "shape.py")


class Inputs:
    """Exports and what is made of them, in a folder."""

    def __init__(self, idport, folder, users, given):
        self.idport, self.folder, self.users, self.given = idport, folder, users, given

    def path(self, name):
        return os.path.join(self.folder, name)

    def make(self, *words, stdout=subprocess.DEVNULL):
        """Runs idport; findings are no failure."""
        code = subprocess.run([self.idport, *words], stdin=subprocess.DEVNULL, stdout=stdout, check=False).returncode
        if code not in (0, 1):
            sys.exit(f"idport {words[0]} failed, exit {code}")
        # What is written back meanwhile would slow down what is timed next.
        os.sync()

    def convert(self, source, target, *more):
        """The words of a conversion, without where it goes."""
        return ["convert", source, "--to", target, *SETTINGS.get(target, []), *COMMON, "--no-sync", "--now", NOW, *more]

    def generate(self, users, source="appid-directory"):
        """The words that invent users, without where they go."""
        return ["generate", source, "--users", str(users), "--seed", "1", *COMMON]

    def generated(self, users, source="appid-directory"):
        path = self.path(f"{source}-{users}")
        if not os.path.exists(path):
            self.make(*self.generate(users, source), "-o", path)
        return path

    def shaped(self, shape, source):
        path = self.path(f"{shape}.json")
        # A process of its own: what this one has in memory counts for the peak of all that it starts.
        subprocess.run([sys.executable, SHAPE, shape, source, path], check=True)
        os.sync()
        return path

    @functools.cached_property
    def export(self):
        """The export that is converted, as it is given or invented."""
        return self.given or self.shaped("plain", self.generated(self.users))

    @functools.cached_property
    def pretty(self):
        return self.shaped("pretty", self.export)

    @functools.cached_property
    def two_users(self):
        return self.generated(2)

    @functools.cached_property
    def payload_files(self):
        self.make(*self.convert(self.export, "cloudentity"), "-o", self.path("payloads"))
        return self.path("payloads")

    @functools.cached_property
    def payload_lines(self):
        return self.lines_of(self.export, "payloads.jsonl")

    @functools.cached_property
    def payload_count(self):
        """How many payloads there are."""
        return len([name for name in os.listdir(self.payload_files) if name.startswith("batch-")])

    @functools.cached_property
    def social_payload_lines(self):
        return self.lines_of(self.social, "social-payloads.jsonl")

    def lines_of(self, source, name):
        self.make(*self.convert(source, "cloudentity", "--layout", "jsonl"), "-o", self.path(name))
        return self.path(name)

    @functools.cached_property
    def social(self):
        return self.generated(self.users, "appid-social")

    @functools.cached_property
    def domain(self):
        self.make(*self.convert(self.export, "oracle"), "-o", self.path("domain"))
        return self.path("domain")

    def schema(self, name):
        """A published schema, in a file."""
        path = self.path(f"{name}.schema.json")
        with open(path, "wb") as file:
            self.make("schema", name, *COMMON, stdout=file)
        return path

    @functools.cached_property
    def keys_a_user(self):
        """How many keys must be unique, for each invented user."""
        users = 20_000
        path = self.path("inspection.json")
        with open(path, "wb") as file:
            self.make("inspect", self.generated(users), "--output", "json", *COMMON, stdout=file)
        with open(path, "rb") as file:
            fields = [field for table in json.load(file)["tables"] for field in table["fields"]]
        return sum(field["values"] for field in fields if field["path"] in KEY_PATHS) / users


def size_of(path):
    """Bytes of a file, or of all data files of a folder."""
    return data_bytes(path) if os.path.isdir(path) else os.path.getsize(path)
