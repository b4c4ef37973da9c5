"""The least that a service on our libraries can be: Chalice, pydantic with one model, one client, one request.

Run by itself it makes the last request of the scene, which is the one that a call needs once the site is known. Laid beside the package
it is a Lambda function of its own, whose event is the request.
"""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from botocore import xform_name
from botocore.session import get_session
from chalice.app import Chalice
from pydantic import BaseModel


class Question(BaseModel):
    """One model, as small as one can be."""

    page: str


app = Chalice("bare")
client = get_session().create_client(
    "dynamodb",
    region_name=os.environ["AWS_REGION"],
    endpoint_url=os.environ["AWS_ENDPOINT_URL_DYNAMODB"],
    aws_access_key_id="local",
    aws_secret_access_key="local",  # noqa: S106 - the endpoint takes any
)


def handler(asked: Mapping[str, Any], _context: Any) -> None:
    """Make one request of a scene."""
    Question.model_validate({"page": "/a"})
    operation = xform_name(asked["target"].partition(".")[2])
    getattr(client, operation)(**json.loads(asked["asked"]))


def main() -> None:
    """Make the request, tell the peak of memory, then end at once."""
    from bench.children.peak import peak_mb  # noqa: PLC0415 - the package has no bench in it

    handler(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))[-1], None)
    sys.stdout.write(f"{peak_mb()}\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
