"""Other programs that do the same work, as far as they are installed.

Programs are looked for in the folders of --bin and in the PATH, scripts and schemas in the folder of --peers. In their words
`{in}` stands for the input, `{files}` for the payload files of it, `{schema}` for the published schema, `{script}` for the
script, and `{out}` for a fresh folder, in which the output is `{out}/data`."""
import dataclasses
import glob
import os
import shlex
import shutil
import subprocess

from .turns import Command

NODE = "--max-old-space-size=16000"
AJV = f"env NODE_OPTIONS={NODE} {{program}} validate --strict=false --spec=draft2020 -c ajv-formats -s {{schema}} -d"


@dataclasses.dataclass
class Peer:
    """Another program."""

    name: str
    program: str
    words: str
    script: str = ""
    # A package of Python that the script needs.
    package: str = ""
    # What it prints is its output.
    prints: bool = False


def converters(name, jq):
    """Those that make Cloudentity payloads or Oracle rows, by what their scripts are called."""
    python = "{program} {script} {in} {out}/data"
    return [
        Peer("typed serde_json", "plain", f"{{program}} {name[3:]}-typed {{in}} {{out}}/data"),
        Peer("serde_json Value", "plain", f"{{program}} {name[3:]}-value {{in}} {{out}}/data"),
        Peer("Node", "node", f"{{program}} {NODE} {{script}} {{in}} {{out}}/data", f"{name}.js"),
        Peer("orjson", "python3", f"{python} orjson", f"{name}.py", "orjson"),
        Peer("Python json", "python3", f"{python} json", f"{name}.py"),
        *(Peer(program, program, f"{{program}} {jq} -f {{script}} {{in}}", f"{name}.jq", prints=True)
          for program in ["jq", "jaq", "gojq"]),
    ]


PEERS = {
    "cloudentity": converters("cd2ce", "-c"),
    "oracle": [
        *converters("cd2csv", "-r"),
        Peer("DuckDB", "python3", "{program} {script} {in} {out}/data 2", "cd2csv_duckdb.py", "duckdb"),
        Peer("Polars", "python3", "{program} {script} {in} {out}/data", "cd2csv_polars.py", "polars"),
        Peer("Miller", "mlr", "{program} --ijson --ocsv put -q -f {script} {in}", "cd2csv.mlr", prints=True),
    ],
    "check": [
        Peer("Sourcemeta --fast", "jsonschema", "{program} validate --fast --format-assertion {schema} {in}"),
        Peer("jsonschema-cli", "jsonschema-cli", "{program} validate {schema} --assert-format -i {in}"),
        Peer("boon", "boon", "{program} -f -q {schema} {in}"),
        Peer("ajv", "ajv", f"{AJV} {{in}}"),
        Peer("check-jsonschema", "check-jsonschema", "{program} -q --schemafile {schema} {in}"),
    ],
    "payloads": [
        Peer("Sourcemeta --fast", "jsonschema", "{program} validate --fast --format-assertion {schema} {files}"),
        Peer("jsonschema-cli", "jsonschema-cli", "{program} validate {schema} --assert-format -i {files}"),
        Peer("boon", "boon", "{program} -f -q {schema} {files}"),
        Peer("ajv", "ajv", f"{AJV} '{{in}}/batch-*.json'"),
        Peer("check-jsonschema", "check-jsonschema", "{program} -q --schemafile {schema} {files}"),
    ],
}


class Peers:
    """Those that are here."""

    def __init__(self, folder, programs, more):
        self.folder = folder
        self.path = os.pathsep.join([*map(os.path.abspath, programs), os.environ.get("PATH", os.defpath)])
        self.more = [peer.partition("=")[::2] for peer in more]
        # What is not here, with the reason.
        self.left_out = {}

    def commands(self, section, lines=None, **values):
        """The commands of a section, with these values in their words."""
        commands = []
        for peer in PEERS[section]:
            missing = self.missing(peer)
            if missing:
                self.left_out[peer.name] = missing
                continue
            values["program"] = shutil.which(peer.program, path=self.path)
            values["script"] = os.path.join(self.folder or "", peer.script)
            commands.append(Command(peer.name, fill(peer.words, values), prints=peer.prints, lines=lines))
        for name, words in self.more:
            where, _, name = name.rpartition("/")
            if where == section:
                commands.append(Command(name, fill(words, values), lines=lines))
        return commands

    def missing(self, peer):
        """What it lacks, or nothing."""
        program = shutil.which(peer.program, path=self.path)
        if not program:
            return f"no {peer.program}"
        if peer.script and not os.path.exists(os.path.join(self.folder or "", peer.script)):
            return f"no {peer.script} in the folder of --peers"
        if peer.package and subprocess.run([program, "-c", f"import {peer.package}"], capture_output=True, check=False).returncode:
            return f"{peer.program} has no {peer.package}"
        return None


def fill(words, values):
    """Puts values into words; `{files}` becomes as many words as there are files. `{out}` stays for each run."""
    filled = []
    for word in shlex.split(words):
        if word == "{files}":
            filled += sorted(glob.glob(os.path.join(glob.escape(values["in"]), "batch-*.json")))
            continue
        for key, value in values.items():
            word = word.replace(f"{{{key}}}", str(value))
        filled.append(word)
    return filled
