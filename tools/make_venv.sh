#!/bin/sh
# Makes .venv with the python given as $1. Debian's python3 has no ensurepip: its
# python3-venv package is then installed if we may, else named in one line.
set -eu
python=$1

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Accord needs Python 3.11 or newer. Write PY=/path/to/python3.11 make ..." >&2
    exit 1
fi

# A venv with pip is whole; one whose making failed half-way has none.
if .venv/bin/python -m pip --version >/dev/null 2>&1; then exit 0; fi

make_it() {
    rm -rf .venv
    "$python" -m venv .venv >/dev/null 2>&1
}

if make_it; then exit 0; fi

as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
    echo "Installing the system package python3-venv ..."
    $as_root apt-get install -y -q --no-install-recommends python3-venv >/dev/null 2>&1 || {
        $as_root apt-get update -q >/dev/null
        $as_root apt-get install -y -q --no-install-recommends python3-venv >/dev/null
    }
    if make_it; then exit 0; fi
fi

rm -rf .venv
echo "Python's venv module is incomplete. Run: sudo apt-get install python3-venv" >&2
exit 1
