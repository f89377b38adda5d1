#!/bin/sh
# Write the locked requirements anew from pyproject.toml. Needs uv; nothing else in the project does.
set -eu
cd "$(dirname "$0")/.."
lock() {
    out=$1
    shift
    uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
        --quiet "$@" --output-file "requirements/$out"
}
lock run.txt pyproject.toml --group build
lock relay.txt pyproject.toml --extra relay --group build
lock dev.txt pyproject.toml --extra all --group build --group test --group check --group bench
lock node.txt --group node
lock fuzz.txt --group fuzz
lock peers.txt --group peers
