#!/bin/sh
# Build the desk's scripts and styles. PYTHON names the interpreter for the fallback (python3 by default).
set -eu
cd "$(dirname "$0")"

usable() { command -v npm >/dev/null 2>&1 && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null; }

if ! usable; then
    # No npm on this machine: PyPI carries one, pinned by hash.
    tools=$(cd .. && pwd)/build/node
    [ -x "$tools/bin/npm" ] || {
        "${PYTHON:-python3}" -m venv "$tools"
        "$tools/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r ../requirements/node.txt
    }
    PATH="$tools/bin:$PATH"
    export PATH
fi

stamp=node_modules/.built-from
if ! cmp -s package-lock.json "$stamp" 2>/dev/null; then
    npm ci --no-audit --no-fund --loglevel=error
    cp package-lock.json "$stamp"
fi
node build.mjs
