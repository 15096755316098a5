#!/usr/bin/env python3
"""Proves that tools/include_check.py sees what it is there for: small trees with one defect each must fail with its name."""
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = "scanner_layer(base)\nscanner_layer(match USES base LIBRARIES PkgConfig::libhs)\nscanner_layer(git USES base)\n"
GOOD = {"scanner/CMakeLists.txt": TABLE, "scanner/base/a.h": "#include <string>\n",
        "scanner/match/m.cpp": '#include <hs.h>\n#include "scanner/base/a.h"\n'}
BAD = [
    ("scanner/base/b.cpp", '#include "scanner/match/m.h"\n', "layer base may not use match"),
    ("scanner/match/n.h", '#include "scanner/git/g.h"\n', "layer match may not use git"),
    ("scanner/match/n.h", "#include <git2.h>\n", "scanner_layer(match) does not name"),
    ("scanner/git/g.h", "#  include <hs.h>\n", "<hs.h> needs PkgConfig::libhs"),
    ("scanner/git/g.h", '#include "a.h"\n', "name the whole path"),
    ("scanner/base/b.h", "//\n" * 401, "over 400"),
    ("scanner/base/b.cpp", '#include "scanner/nowhere/x.h"\n', "no layer"),
    ("scanner/base/b.cpp", "#include <nlohmann/json.hpp>\n", "<nlohmann/json.hpp> needs nlohmann_json::nlohmann_json"),
    ("scanner/CMakeLists.txt", TABLE + "scanner_layer(top LIBRARIES PkgConfig::libhs)\n", "which only match may see"),
    ("scanner/CMakeLists.txt", TABLE + "scanner_layer(top USES later)\nscanner_layer(later)\n", "does not stand above"),
    ("scanner/extra/e.cpp", "\n", "scanner/extra is not in"),
]


def run(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        done = subprocess.run([sys.executable, ROOT / "tools/include_check.py", folder], capture_output=True, text=True)
        return done.returncode, done.stdout


def main():
    code, out = run(GOOD)
    assert code == 0, out
    for name, text, expected in BAD:
        code, out = run({**GOOD, name: text})
        assert code == 1 and expected in out, f"{name}: expected '{expected}', got {code}: {out}"
    print(f"include check: {len(BAD)} defects seen")


if __name__ == "__main__":
    main()
