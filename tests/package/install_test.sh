#!/usr/bin/env bash
# install_test.sh SOURCE BUILD: installs BUILD into a new folder, runs the program from there, and builds a foreign project
# (consumer/) against what was installed.
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"
prefix=$temp/prefix
cmake --install "$build_dir" --prefix "$prefix" >"$temp/install.log" || fail "$(cat "$temp/install.log")"

require_files "$prefix" bin/leaksieve include/leaksieve/scanner/scan/scan.h share/man/man1/leaksieve.1 \
  share/bash-completion/completions/leaksieve share/zsh/vendor-completions/_leaksieve \
  share/fish/vendor_completions.d/leaksieve.fish share/doc/leaksieve/copyright share/doc/leaksieve/README.md share/leaksieve/hooks/hook.sh
[ "$(find "$prefix/share/leaksieve/patterns" -name '*.toml' | wc -l)" -gt 0 ] || fail "no rules installed"
if command -v man >/dev/null; then man --warnings -l "$prefix/share/man/man1/leaksieve.1" >/dev/null 2>"$temp/man" || true
  [ ! -s "$temp/man" ] || fail "man complains: $(cat "$temp/man")"
fi
bash -n "$prefix/share/bash-completion/completions/leaksieve" || fail "the bash completion does not parse"
check_program "$prefix/bin/leaksieve"

cmake -S "$source_dir/tests/package/consumer" -B "$temp/consumer" -G Ninja -DCMAKE_PREFIX_PATH="$prefix" \
  -DCMAKE_BUILD_TYPE=Debug >"$temp/configure.log" 2>&1 || fail "$(cat "$temp/configure.log")"
cmake --build "$temp/consumer" >"$temp/build.log" 2>&1 || fail "$(tail -40 "$temp/build.log")"
[ "$(fake_token | "$temp/consumer/consumer" | head -1)" = "leaks: 1" ] || fail "the consumer does not find the planted token"
[ "$(echo "nothing here" | "$temp/consumer/consumer")" = "leaks: 0" ] || fail "the consumer finds what is not there"
! grep -q "$source_dir" -r "$prefix/lib" --include='*.cmake' || fail "the CMake package points into the source tree"
echo "installed, and a foreign project builds and runs"
