#!/bin/sh
# Make sure that there is a Chromium for the tests: the system's, else installed by whatever can.
set -eu
bin=$1
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done
echo "Installing Chromium for the tests ..."
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null && exit 0
fi
"$bin/playwright" install chromium && exit 0
echo "The browser tests need Chromium: install it with your system's packages (for example: apt-get install chromium)." >&2
exit 1
