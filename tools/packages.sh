# shellcheck shell=bash
# The Debian packages that setup, check and .ci/run need, and how they get in. Sourced, not run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

build_packages=(g++ cmake ninja-build pkg-config git libgit2-dev libre2-dev libpcre2-dev libtomlplusplus-dev nlohmann-json3-dev
                libcli11-dev libfmt-dev nettle-dev libdeflate-dev zlib1g-dev libarchive-dev liblzma-dev libbz2-dev
                libzstd-dev)
test_packages=(catch2 python3 python3-jsonschema libxml2-utils cmark-gfm git-filter-repo dpkg-dev file jq man-db pre-commit
               busybox)
lint_packages=(clang-format clang-tidy clang-tools shellcheck ccache libbenchmark-dev)

say() { printf '\n==> %s\n' "$*"; }

# Installs what is missing of the named packages (and libhs, which two packages give). Does nothing, and asks for no rights,
# when all is there.
need_packages() {
  local missing=() package
  if ! command -v apt-get >/dev/null; then
    echo "no apt-get here: install these (or your system's names for them) yourself: $* libhs" >&2
    return 0
  fi
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  if ! { command -v pkg-config >/dev/null && pkg-config --exists libhs; }; then
    case "$(dpkg --print-architecture)" in  # Hyperscan is for x86; Vectorscan is the same library for the others
      amd64 | i386) missing+=(libhyperscan-dev) ;;
      *) missing+=(libvectorscan-dev) ;;
    esac
  fi
  [ ${#missing[@]} -gt 0 ] || return 0
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "run this as root, or install sudo: apt-get install ${missing[*]}" >&2; return 2; }
    as_root=(sudo)
  fi
  say "Installing ${missing[*]}"
  "${as_root[@]}" apt-get -qq update
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "${missing[@]}" >/dev/null
}

# What the HTML report is tested with: a browser, node, and two packages of npm. Node may be there from elsewhere than Debian.
need_page_tests() {
  local packages=(chromium)
  command -v npm >/dev/null || packages+=(nodejs npm)
  need_packages "${packages[@]}"
  tools/page_modules
}
