#!/usr/bin/env bash
# deb_test.sh SOURCE BUILD: packs BUILD, looks into both packages, and runs the program out of the unpacked one.
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"
command -v dpkg-shlibdeps >/dev/null || { echo "SKIPPED: no dpkg-shlibdeps here (package dpkg-dev)"; exit 77; }
cpack --config "$build_dir/CPackConfig.cmake" -B "$temp/packages" >"$temp/cpack.log" 2>&1 || fail "$(cat "$temp/cpack.log")"
program_deb=$(find "$temp/packages" -maxdepth 1 -name 'leaksieve_*.deb')
dev_deb=$(find "$temp/packages" -maxdepth 1 -name 'leaksieve-dev_*.deb')
for deb in "$program_deb" "$dev_deb"; do [ -f "$deb" ] || fail "cpack made only: $(ls "$temp/packages")"; done

depends=$(dpkg-deb -f "$program_deb" Depends)
for library in libc6 libnettle8; do
  echo "$depends" | grep -q "$library" || fail "the package does not depend on $library: $depends"
done
! echo "$depends" | grep -q -e '-dev' || fail "the program needs a -dev package: $depends"
[ "$(dpkg-deb -f "$program_deb" Package)" = leaksieve ] || fail "the package is not named leaksieve"

dpkg-deb -x "$program_deb" "$temp/program"
require_files "$temp/program" usr/bin/leaksieve usr/share/man/man1/leaksieve.1 usr/share/doc/leaksieve/copyright \
  usr/share/bash-completion/completions/leaksieve
[ -z "$(find "$temp/program" -name '*.a' -o -name '*.h' -o -name '*.cmake')" ] || fail "development files in leaksieve"
[ -z "$(find "$temp/program" -perm /022 -not -type l)" ] || fail "files that others may write"
check_program "$temp/program/usr/bin/leaksieve"

dpkg-deb -x "$dev_deb" "$temp/dev"
[ -n "$(find "$temp/dev" -name libleaksieve.a)" ] || fail "no library in leaksieve-dev"
[ -n "$(find "$temp/dev" -name leaksieveConfig.cmake)" ] || fail "no CMake package in leaksieve-dev"
[[ "$(dpkg-deb -f "$dev_deb" Depends)" == *libgit2-dev* ]] || fail "leaksieve-dev does not depend on libgit2-dev"
echo "packed: $(basename "$program_deb"), $(basename "$dev_deb"); needs $depends"
