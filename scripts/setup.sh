#!/bin/sh
# Installs what requirements/$1.txt locks ("runtime" or "dev") into .venv; quick when nothing changed.
# With "uv" it prints where uv is, and nothing else happens.
# Needs python3 >= 3.11 at most: uv is fetched into .venv-uv when there is none, and uv finds or fetches Python 3.13.
set -eu

kind=${1:-dev}
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
fail() { say "setup: $*"; exit 1; }

works() { [ -x "$1" ] && "$1" --version >/dev/null 2>&1; }

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if is_new_enough "$name"; then command -v "$name"; return; fi
    done
    return 1
}

# Debian keeps pip out of python3; its package can be unpacked without installing it and without being root.
unpack_debian_pip() (
    folder=$1
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 1
    mkdir -p "$folder/lists/partial" "$folder/cache/archives/partial"
    chmod 755 "$folder"
    cd "$folder"
    own="-o Dir::State::Lists=$PWD/lists -o Dir::Cache=$PWD/cache -o Debug::NoLocking=1 -o APT::Sandbox::User="
    # shellcheck disable=SC2086  # the options are words
    apt-get -qq download python3-pip-whl 2>/dev/null ||
        { apt-get -qq $own update && apt-get -qq $own download python3-pip-whl; } || return 1
    dpkg-deb -x python3-pip-whl_*.deb unpacked
    python3 -m zipfile -e unpacked/usr/share/python-wheels/pip-*.whl pip
)

fetch_uv() {
    python=$(find_python) || fail "python3 3.11 or newer is needed, or uv on PATH."
    say "Fetching uv into .venv-uv ..."
    rm -rf .venv-uv
    install="--quiet --disable-pip-version-check --no-input --require-hashes -r requirements/uv.txt"
    # shellcheck disable=SC2086  # the options are words
    if "$python" -m venv .venv-uv >/dev/null 2>&1; then
        .venv-uv/bin/python -m pip install $install >&2
    elif rm -rf .venv-uv && "$python" -m pip --version >/dev/null 2>&1; then
        "$python" -m pip install $install --target .venv-uv >&2
    elif unpack_debian_pip .venv-uv/debian >&2; then
        PYTHONPATH=.venv-uv/debian/pip "$python" -m pip install $install --target .venv-uv --upgrade >&2
        rm -rf .venv-uv/debian
    fi
    works .venv-uv/bin/uv || fail "uv could not be fetched: $python has neither venv nor pip.
    Install one of them (Debian: apt-get install python3-venv), or uv itself, and try again."
}

find_uv() {
    if works "$(command -v uv || true)"; then command -v uv; return; fi
    works .venv-uv/bin/uv || fetch_uv
    printf '%s\n' .venv-uv/bin/uv
}

has_python() { [ -x .venv/bin/python ] && .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; }

make_venv() {
    wanted=$(cat .python-version)
    "$uv" venv --quiet --clear --python "$wanted" .venv ||
        "$uv" venv --quiet --clear --no-python-downloads --python '>=3.12' .venv ||
        fail "uv could neither find nor fetch Python $wanted (see above). Install it (python$wanted), and try again."
}

if [ "$kind" = uv ]; then find_uv; exit; fi

stamp=.venv/.installed-$kind
lock=$(cat "requirements/$kind.txt" .python-version | cksum)
if ! has_python || [ "$(cat "$stamp" 2>/dev/null)" != "$lock" ]; then
    uv=$(find_uv)
    has_python || make_venv
    say "Installing requirements/$kind.txt into .venv ..."
    "$uv" pip install --quiet --python .venv/bin/python --require-hashes --compile-bytecode -r "requirements/$kind.txt"
    printf '%s\n' "$lock" >"$stamp"
fi
.venv/bin/python -m scripts.messages compile
