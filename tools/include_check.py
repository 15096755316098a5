#!/usr/bin/env python3
"""Checks the layering of scanner/ against the scanner_layer() calls in scanner/CMakeLists.txt.

Fails when a file includes a layer that its own does not name in USES, when a layer names one that is not above it (so that the
edges can make no circle), when a foreign library shows up in a layer that does not name it in LIBRARIES (or outside the one layer
that may see it), and when a file has over 400 lines. The only input is the source; run it from anywhere: tools/include_check.py [ROOT]."""
import pathlib
import re
import sys

MAX_LINES = 400
# What foreign headers begin with, and the target that gives them.
FOREIGN = {"git2": "PkgConfig::libgit2", "hs": "PkgConfig::libhs", "re2": "PkgConfig::re2", "toml++": "PkgConfig::tomlpp",
           "nettle": "PkgConfig::nettle", "libdeflate": "PkgConfig::libdeflate", "zlib": "PkgConfig::zlib",
           "pcre2": "PkgConfig::libpcre2-8",
           "archive": "PkgConfig::libarchive", "archive_entry": "PkgConfig::libarchive", "fmt": "fmt::fmt",
           "nlohmann": "nlohmann_json::nlohmann_json", "CLI": "CLI11::CLI11"}
# One layer alone may see these: what they know (git, the engine, the command line) is that layer's job.
ONLY = {"PkgConfig::libgit2": "git", "PkgConfig::libhs": "match", "PkgConfig::libpcre2-8": "match",
        "PkgConfig::libarchive": "decode", "CLI11::CLI11": "cli"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def read_layers(cmake):
    """{layer: (set of layers, set of foreign targets) that it may use}, in the order of the table."""
    layers = {}
    text = re.sub(r"#.*", "", cmake.read_text())
    for call in re.findall(r"scanner_layer\(([^)]*)\)", text):
        words = call.split()
        lists = {"USES": set(), "LIBRARIES": set()}
        current = set()
        for word in words[1:]:
            if word in lists:
                current = lists[word]
            else:
                current.add(word)
        layers[words[0]] = (lists["USES"], lists["LIBRARIES"])
    return layers


def check_table(layers, errors):
    above = set()
    for layer, (uses, libraries) in layers.items():
        for name in sorted(uses - above):
            errors.append(f"scanner/CMakeLists.txt: layer {layer} uses {name}, which does not stand above it")
        for name in sorted(libraries):
            if ONLY.get(name, layer) != layer:
                errors.append(f"scanner/CMakeLists.txt: layer {layer} names {name}, which only {ONLY[name]} may see")
        above.add(layer)


def check_file(root, path, layers, errors):
    relative = path.relative_to(root)
    layer = relative.parts[1] if relative.parts[0] == "scanner" and len(relative.parts) > 2 else None
    uses, libraries = layers.get(layer, (set(), set()))
    for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
        found = INCLUDE.match(line)
        if not found:
            continue
        kind, target = found.groups()
        place = f"{relative}:{number}"
        library = FOREIGN.get(re.split(r"[/.]", target)[0]) if kind == "<" else None
        if library and library not in libraries:
            errors.append(f"{place}: <{target}> needs {library}, which scanner_layer({layer}) does not name in LIBRARIES")
        if kind == '"' and layer and not target.startswith("scanner/") and not target.startswith("hooks/"):
            errors.append(f'{place}: "{target}": name the whole path, "scanner/<layer>/..."')
        parts = target.split("/")
        if kind == '"' and layer and parts[0] == "scanner" and len(parts) > 2:
            if parts[1] not in layers:
                errors.append(f"{place}: {parts[1]} is no layer of scanner/CMakeLists.txt")
            elif parts[1] != layer and parts[1] not in uses:
                errors.append(f"{place}: layer {layer} may not use {parts[1]} (USES: {' '.join(sorted(uses))})")


def check_size(root, path, errors):
    lines = path.read_bytes().count(b"\n")
    if lines > MAX_LINES:
        errors.append(f"{path.relative_to(root)}: {lines} lines, over {MAX_LINES}: it has two jobs")


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent).resolve()
    errors = []
    layers = read_layers(root / "scanner/CMakeLists.txt")
    check_table(layers, errors)
    for folder in (root / "scanner").iterdir():
        if folder.is_dir() and folder.name not in layers and any(folder.rglob("*.cpp")):
            errors.append(f"scanner/{folder.name} is not in scanner/CMakeLists.txt")
    files = [p for top in ("scanner", "hooks", "tests", "bench") for p in sorted((root / top).rglob("*"))
             if p.suffix in (".h", ".cpp") and p.is_file()]
    if not files or not layers:
        errors.append(f"{root}: no sources or no layers found")
    for path in files:
        check_size(root, path, errors)
        if path.relative_to(root).parts[0] in ("scanner", "hooks"):
            check_file(root, path, layers, errors)
    for error in errors:
        print(f"error: {error}")
    print(f"include check: {len(files)} files, {len(layers)} layers, {len(errors)} errors")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
