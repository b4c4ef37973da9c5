"""Where other services are, and how long they are waited for. Tests give others; nothing in the environment does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Sign = Callable[[str, str, Mapping[str, str], bytes], Mapping[str, str]]
"""Signs a POST to one of AWS's services: takes the service's name, the address, headers and body, answers all headers to send."""


@dataclass(frozen=True)
class Outside:
    """The services that checks ask. What is None is AWS's own: that of the table's region, the function's role, the usual authorities."""

    akismet: str = "https://rest.akismet.com"
    comprehend: str | None = None
    sign: Sign | None = None
    certificates: str | None = None
    seconds: float = 2.0
    """For each of them, from the first look-up of its name to the last byte of its answer; they are asked side by side."""
