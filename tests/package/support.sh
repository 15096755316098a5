# shellcheck shell=bash disable=SC2034
# What the package tests share. Sourced with: SOURCE_DIR BUILD_DIR.
set -euo pipefail
source_dir=$(realpath "$1")
build_dir=$(realpath "$2")
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT

fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

# Fails when a file named (relative to $1) is not there or empty.
require_files() {
  local root=$1 name
  for name in "${@:2}"; do [ -s "$root/$name" ] || fail "$name is not in $root, or is empty"; done
}

# A made-up GitHub token with a right checksum, so that no file of ours holds one (as tests/support/repo_builder.cpp does).
fake_token() {
  python3 - <<'PY'
import random, string, zlib
letters = string.digits + string.ascii_uppercase + string.ascii_lowercase
body = "".join(random.Random(7).choices(letters, k=30))
rest, tail = zlib.crc32(body.encode()), ""
for _ in range(6):
    rest, digit = divmod(rest, 62)
    tail = letters[digit] + tail
print("gh" + "p_" + body + tail)
PY
}

# What the packaged program must do wherever it lies: tell its version, list rules, find a planted token and exit 1.
check_program() {
  local program=$1 status=0
  [[ "$("$program" --version)" == *leaksieve* ]] || fail "$program --version does not name itself"
  [ "$("$program" rules list | wc -l)" -ge 80 ] || fail "$program rules list shows fewer than 80 rules"
  [[ "$(XDG_CACHE_HOME="$temp/cache" "$program" rules test)" == *" 0 failed"* ]] || fail "$program rules test fails"
  fake_token | XDG_CACHE_HOME="$temp/cache" "$program" scan --stdin >"$temp/out" || status=$?
  [ "$status" -eq 1 ] || fail "$program scan --stdin ended with $status, not 1: $(cat "$temp/out")"
  grep -qi github "$temp/out" || fail "the planted token's rule is not named: $(cat "$temp/out")"
  ! grep -qF "$(fake_token)" "$temp/out" || fail "the report shows the whole secret"
}
