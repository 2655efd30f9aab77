#!/bin/sh
# Creates .venv from the hashed lock, with the first Python of this machine that works.
# A Python may stand on PATH and still be unusable (a shim without its version, a Debian
# without venv), so each candidate is run before it is chosen.
set -eu
cd "$(dirname "$0")/.."

works() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
        >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python; do
        if works "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    echo "No usable Python: this needs Python 3.11, 3.12 or 3.13 with venv (on Debian and Ubuntu: apt install python3-venv); name another one with PYTHON=/path/to/python." >&2
    exit 1
}

python=$(find_python)
echo "Installing the book's packages into .venv with $("$python" --version) (once, about a minute)"
if ! works .venv/bin/python; then
    rm -rf .venv
    "$python" -m venv .venv
fi
rm -f .venv/.ready
uv=$(command -v uv || true)
if [ -z "$uv" ] && .venv/bin/python -m pip install --quiet --disable-pip-version-check uv >/dev/null 2>&1; then
    uv=.venv/bin/uv
fi
with_uv() {
    [ -n "$uv" ] && "$uv" pip install --quiet --compile-bytecode --python .venv/bin/python --require-hashes -r requirements.txt
}
with_pip() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
}
# uv is ten times as fast; where it cannot reach the packages, pip may know how.
with_uv 2>/dev/null || with_pip
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
touch .venv/.ready
