"""What the environment says, read once into a frozen `Settings`; nothing else reads `os.environ`.

An invalid value stops the start with a sentence that names the variable.
"""

from collections.abc import Mapping
from typing import Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

_VARIABLES = {
    "table": "BELOWLINE_TABLE",
    "region": "AWS_REGION",
    "endpoint": "AWS_ENDPOINT_URL_DYNAMODB",
    "public_urls": "BELOWLINE_PUBLIC_URLS",
}


class InvalidEnvironmentError(ValueError):
    """A variable has a value with which nothing can start; the sentence names it."""


class Settings(BaseModel):
    """What a process needs to know before it can read its table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: str = Field("belowline-local", min_length=3, max_length=255, description="name of the DynamoDB table")
    region: str = Field("eu-west-1", description="AWS region of the table")
    endpoint: str | None = Field(None, description="address of the local engine; none means AWS")
    public_urls: tuple[str, ...] = Field(
        (), description="the service's own origins, where they are not the gateway's host"
    )

    starts_from_snapshot: bool = Field(
        default=False, description="whether Lambda takes a snapshot of the process once it has started"
    )

    @property
    def is_local(self) -> bool:
        """Whether the table is in an engine of this machine, as with `make run` and never on AWS."""
        return self.endpoint is not None and urlsplit(self.endpoint).hostname in {"127.0.0.1", "::1", "localhost"}

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read `BELOWLINE_TABLE`, `BELOWLINE_PUBLIC_URLS` (separated by spaces), and what AWS and Lambda set."""
        given = {
            "table": environment.get("BELOWLINE_TABLE"),
            "region": environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION"),
            "endpoint": environment.get("AWS_ENDPOINT_URL_DYNAMODB"),
            "public_urls": tuple(environment.get("BELOWLINE_PUBLIC_URLS", "").split()),
            "starts_from_snapshot": environment.get("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start",
        }
        try:
            return cls.model_validate({name: value for name, value in given.items() if value})
        except ValidationError as failure:
            first = failure.errors(include_url=False)[0]
            raise InvalidEnvironmentError(f"{_VARIABLES[str(first['loc'][0])]}: {first['msg']}.") from failure
