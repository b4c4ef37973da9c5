"""The model of what comes in: bodies and parameters."""

from pydantic import BaseModel, ConfigDict


class Incoming(BaseModel):
    """What somebody sent. Fields that we do not know are refused, by name.

    Its validator is built when the first one comes: a cold start builds that of its own call, and not those of all routes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
