#!/bin/sh
# The operator's command, from any directory: .venv/bin/belowline is a link to this file.
checkout=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
exec "$checkout/.venv/bin/python" -P -c 'import sys; sys.path.insert(0, sys.argv.pop(1)); from cli.main import main; main(prog_name="belowline")' "$checkout" "$@"
