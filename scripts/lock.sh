#!/bin/sh
# Writes requirements/*.txt from pyproject.toml, with hashes and for every platform. Arguments go to uv: --upgrade.
set -eu
cd "$(dirname "$0")/.."
uv=$(scripts/setup.sh uv)
export UV_CUSTOM_COMPILE_COMMAND="make lock"

compile() {
    target=$1
    shift
    "$uv" pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-emit-index-url \
        --output-file "requirements/$target.txt" "$@"
}

compile runtime "$@" pyproject.toml
compile dev "$@" --group dev --constraints requirements/runtime.txt pyproject.toml
echo uv | compile uv "$@" -
