#!/usr/bin/env python3
"""Checks the layering of scanner/ against the scanner_layer() calls in scanner/CMakeLists.txt.

Fails when a file includes a layer that its own does not name in USES, when a layer names one that is not above it (so that the
edges can make no circle), when a foreign library shows up outside its layer, and when a file has over 400 lines. The only input is the source; run it from anywhere: tools/include_check.py [ROOT]."""
import pathlib
import re
import sys

MAX_LINES = 400
# Foreign headers that one layer alone may see, and why a second door would be a defect (DESIGN, "Layers").
FOREIGN = {"git2": "git", "hs": "match", "CLI": "cli"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def read_layers(cmake):
    """{layer: set of layers it may use}, in the order of the table."""
    layers = {}
    text = re.sub(r"#.*", "", cmake.read_text())
    for call in re.findall(r"scanner_layer\(([^)]*)\)", text):
        words = call.split()
        uses = words[words.index("USES") + 1:] if "USES" in words else []
        if "LIBRARIES" in uses:
            uses = uses[:uses.index("LIBRARIES")]
        layers[words[0]] = set(uses)
    return layers


def check_table(layers, errors):
    above = set()
    for layer, uses in layers.items():
        for name in sorted(uses - above):
            errors.append(f"scanner/CMakeLists.txt: layer {layer} uses {name}, which does not stand above it")
        above.add(layer)


def check_file(root, path, layers, errors):
    relative = path.relative_to(root)
    layer = relative.parts[1] if relative.parts[0] == "scanner" and len(relative.parts) > 2 else None
    for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
        found = INCLUDE.match(line)
        if not found:
            continue
        kind, target = found.groups()
        place = f"{relative}:{number}"
        owner = FOREIGN.get(re.split(r"[/.]", target)[0]) if kind == "<" else None
        if owner and layer != owner:
            errors.append(f"{place}: <{target}> may be seen only in scanner/{owner}")
        if kind == '"' and layer and not target.startswith("scanner/") and not target.startswith("hooks/"):
            errors.append(f'{place}: "{target}": name the whole path, "scanner/<layer>/..."')
        parts = target.split("/")
        if kind == '"' and layer and parts[0] == "scanner" and len(parts) > 2:
            if parts[1] not in layers:
                errors.append(f"{place}: {parts[1]} is no layer of scanner/CMakeLists.txt")
            elif parts[1] != layer and parts[1] not in layers[layer]:
                errors.append(f"{place}: layer {layer} may not use {parts[1]} (USES: {' '.join(sorted(layers[layer]))})")


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
