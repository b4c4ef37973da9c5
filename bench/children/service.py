"""The service as a Lambda starts it: imports `app.py`, answers the events of a file, and prints its peak of memory."""

import json
import os
import sys
from pathlib import Path

from app import app
from bench.children.peak import peak_mb


def main() -> None:
    """Answer the events, then end at once: on AWS nothing is taken down."""
    for event in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")):
        answer = app(event, None)
        if answer["statusCode"] >= 400:  # noqa: PLR2004 - refused, by HTTP
            sys.exit(f"{event['httpMethod']} {event['path']} was answered {answer}")
    sys.stdout.write(f"{peak_mb()}\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
