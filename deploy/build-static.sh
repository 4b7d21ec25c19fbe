#!/usr/bin/env bash
# A release binary that needs no library of the system it runs on (musl). The UI must be in ui/dist.
# usage: deploy/build-static.sh [OUT]    default OUT: dist/portolan-VERSION-TARGET
set -euo pipefail
cd "$(dirname "$0")/.."
target=${PORTOLAN_STATIC_TARGET:-$(uname -m)-unknown-linux-musl}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
out=${1:-dist/portolan-$version-$target}

fail() { echo "error: $1" >&2; echo "  help: $2" >&2; exit 3; }

[ -f ui/dist/index.html ] || fail "ui/dist is empty: the binary would have no UI" "run make ui first"
sysroot=$(rustc --print sysroot)
[ -d "$sysroot/lib/rustlib/$target" ] ||
    fail "Rust's standard library for $target is not installed" \
        "rustup target add $target    (or build the image: deploy/Dockerfile brings its own)"
# SQLite, ring and the allocator are C: on musl itself cc will do, elsewhere it takes the wrapper of musl-tools.
compiler="CC_${target//-/_}"
if [ -z "${!compiler:-}" ]; then
    if command -v "${target%%-*}-linux-musl-gcc" >/dev/null; then
        export "$compiler=${target%%-*}-linux-musl-gcc"
    elif command -v musl-gcc >/dev/null; then
        export "$compiler=musl-gcc"
    elif ! cc -dumpmachine | grep -q musl; then
        fail "there is no C compiler for $target" "apt-get install musl-tools, or set $compiler"
    fi
fi
# A build for another target than the compiler's own has a folder of its own, so flags do not mix with those of cargo build.
export CARGO_PROFILE_RELEASE_LTO=thin CARGO_PROFILE_RELEASE_STRIP=symbols
RUSTFLAGS="${RUSTFLAGS:-} -C target-feature=+crt-static" cargo build --locked --release --bin portolan --target "$target"
built=${CARGO_TARGET_DIR:-target}/$target/release/portolan
# A dynamic binary would start here and fail in the empty image.
if command -v readelf >/dev/null && readelf -l "$built" | grep -q INTERP; then
    fail "$built asks for a dynamic loader" "look for a crate that links a shared library: readelf -d $built"
fi
mkdir -p "$(dirname "$out")"
install -m 0755 "$built" "$out"
(cd "$(dirname "$out")" && sha256sum "$(basename "$out")" >"$(basename "$out").sha256")
echo "$out"
