"""Reads texts/: a folder a group, a file a family. A text begins with a line "=== PATH" or "=== PATH @ SERVICE"; in it
«name:argument» is filled by a generator, and is a secret that has to be found; «-name:argument» is only filled in, and
«name:argument@Service» says whose the secret is. In texts/harmless and texts/near-misses nothing is to be found.

Texts of structured.contexts are multiplied over formats.txt: SECRET, NAME, Name and name stand for the secret and its name."""
import dataclasses
import hashlib
import pathlib
import random
import re

import generators
from formats import FORMATS

HERE = pathlib.Path(__file__).parent
GROUPS = ("structured", "contextual", "harmless", "near-misses")
PLACE = re.compile(r"«(-?)([a-z_0-9A-Z]+)((?::[^«»@]*)?)(?:@([^«»]+))?»")


@dataclasses.dataclass
class Secret:
    begin: int  # in bytes of the text
    end: int
    service: str  # "" when no service is expected; names that are all right are divided by "/"
    neutral: bool = False  # «-…»: neither a miss nor a mistake (the key id beside the key)


@dataclasses.dataclass
class Text:
    group: str
    family: str
    number: int
    path: str
    body: bytes
    secrets: list

    @property
    def id(self):
        return f"{self.group}/{self.family}:{self.number} {self.path}"


def fill(body, default_service, seed):
    """The text with its places filled, and where the secrets stand."""
    out, secrets, end = b"", [], 0
    for index, place in enumerate(PLACE.finditer(body)):
        out += body[end:place.start()].encode()
        end = place.end()
        filler, name, arguments, service = place.groups()
        rng = random.Random(hashlib.sha256(f"{seed}#{index}".encode()).digest())
        arguments = arguments[1:].split(":") if arguments else []
        value = generators.make(name, arguments, rng).encode()
        if service is None:
            service = generators.service_of(name, arguments) or default_service
        secrets.append(Secret(len(out), len(out) + len(value), service, bool(filler)))
        out += value
    return out + body[end:].encode(), secrets


def split_texts(file):
    """(number of the line, header, body) of each text in the file."""
    header, body, at = None, [], 0
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines() + ["=== end"], 1):
        if line.startswith("=== "):
            if header is not None:
                yield at, header, "\n".join(body).strip("\n") + "\n"
            header, body, at = line[4:], [], number
        elif header is not None:
            body.append(line)


def written_texts():
    for group in GROUPS:
        for file in sorted((HERE / "texts" / group).glob("*.txt")):
            for number, header, body in split_texts(file):
                path, _, service = header.partition(" @ ")
                filled, secrets = fill(body, service.strip(), file.stem + path + body)
                positive = group in ("structured", "contextual")
                if positive and all(secret.neutral for secret in secrets):
                    raise SystemExit(f"{file}:{number}: no secret in a text of group {group}")
                yield Text(group, file.stem, number, path.strip(), filled, secrets if positive else [])


def camel(name):
    return "".join(word.capitalize() for word in name.split("_"))


def multiplied_texts():
    """Each format in two of the surroundings of contexts.txt, another two for each."""
    contexts = [(path, body) for _, path, body in split_texts(HERE / "texts" / "contexts.txt")]
    for number, (name, (_, service, variable, family)) in enumerate(FORMATS.items()):
        for turn in (0, 1):
            path, body = contexts[(number * 2 + turn * 7 + number // len(contexts)) % len(contexts)]
            pascal = camel(variable)
            for word, value in (("SECRET", f"«{name}»"), ("NAME", variable.upper()), ("Name", pascal),
                                ("naMe", pascal[0].lower() + pascal[1:]), ("na-me", variable.lower().replace("_", "-")), ("name", variable.lower())):
                body = re.sub(rf"\${word}\b", lambda _, v=value: v, body)
            filled, secrets = fill(body, service, f"{name}{path}{turn}")
            yield Text("structured", family, number * 2 + turn, f"{name}/{path}", filled, secrets)


def read_corpus():
    return list(multiplied_texts()) + list(written_texts())
