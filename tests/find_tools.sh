#!/bin/sh
# Make sure that the tests have a Chromium and exiftool: the system's, else installed by whatever can.
set -eu
bin=$1

has() { command -v "$1" >/dev/null 2>&1; }

from_debian() {
    has apt-get && [ "$(id -u)" = 0 ] || return 1
    echo "Installing $1 for the tests ..."
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1" >/dev/null
}

if ! has exiftool && ! from_debian libimage-exiftool-perl; then
    echo "Without exiftool one test is skipped: nobody but us reads back what was cleaned." >&2
fi
if ! has chromium && ! has chromium-browser && ! has google-chrome; then
    from_debian chromium || "$bin/playwright" install chromium || {
        echo "The browser tests need Chromium: install it with your system's packages." >&2
        exit 1
    }
fi
