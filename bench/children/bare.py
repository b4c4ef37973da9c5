"""The least that a service on our libraries can be: Chalice, pydantic with one model, one client, one request.

It makes the last request of the scene, which is the one that a call needs once the site is known.
"""

import json
import os
import sys
from pathlib import Path

from botocore import xform_name
from botocore.session import get_session
from chalice.app import Chalice
from pydantic import BaseModel

from bench.children.peak import peak_mb


class Question(BaseModel):
    """One model, as small as one can be."""

    page: str


def main() -> None:
    """Make the request, then end at once."""
    Chalice("bare")
    Question.model_validate({"page": "/a"})
    asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))[-1]
    client = get_session().create_client(
        "dynamodb",
        region_name=os.environ["AWS_REGION"],
        endpoint_url=os.environ["AWS_ENDPOINT_URL_DYNAMODB"],
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106 - the endpoint takes any
    )
    operation = xform_name(asked["target"].partition(".")[2])
    getattr(client, operation)(**json.loads(asked["asked"]))
    sys.stdout.write(f"{peak_mb()}\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
