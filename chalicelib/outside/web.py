"""The border to the web: a POST, its certificate checked, its answer small. What goes wrong there leaves as `NoVerdict`.

Each call has a connection of its own. A function sleeps between calls, and a kept connection that has died meanwhile would be noticed
only by waiting for it, for which there is no time.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from chalicelib.errors import NoVerdict

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

MOST_BYTES = 32 * 1024
"""Of an answer."""


@dataclass(frozen=True)
class Reply:
    """What was answered."""

    status: int
    body: bytes


class Web(Protocol):
    """Where calls to other services leave the process."""

    def post(self, address: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Send this once. Raises `NoVerdict` where no whole answer comes."""


class UrllibWeb:
    """The real one. Redirects are not followed: what is sent is for nobody else."""

    def __init__(self, seconds: float, certificates: str | None = None) -> None:
        self._seconds = seconds
        self._certificates = certificates

    def post(self, address: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Send this once. Raises `NoVerdict` where no whole answer comes."""
        import urllib3  # noqa: PLC0415 - only sites that ask others wait for it

        try:
            response = self._pool.request(
                "POST",
                address,
                headers={**headers, "Connection": "close"},
                body=body,
                preload_content=False,
                decode_content=False,
                redirect=False,
                retries=False,
                timeout=urllib3.Timeout(total=self._seconds),
            )
            try:
                return Reply(response.status, self._read(response))
            finally:
                response.close()
        except urllib3.exceptions.NewConnectionError as failure:  # which urllib3 counts among timeouts
            raise NoVerdict("it could not be reached") from failure
        except urllib3.exceptions.TimeoutError as failure:
            raise self._late() from failure
        except urllib3.exceptions.SSLError as failure:
            raise NoVerdict("its certificate is not good") from failure
        except urllib3.exceptions.HTTPError as failure:
            raise NoVerdict("it broke the connection off") from failure

    @cached_property
    def _pool(self) -> "PoolManager":
        import urllib3  # noqa: PLC0415 - as above
        from botocore.httpsession import get_cert_path  # noqa: PLC0415 - loaded already, by the table's client

        certificates = self._certificates or get_cert_path(verify=True)
        return urllib3.PoolManager(cert_reqs="CERT_REQUIRED", ca_certs=certificates)

    def _read(self, response: "BaseHTTPResponse") -> bytes:
        until = time.monotonic() + self._seconds
        body = b""
        while part := response.read1(MOST_BYTES):
            body += part
            if len(body) > MOST_BYTES:
                raise NoVerdict("it answered more than an answer can be")
            if time.monotonic() > until:
                raise self._late()
        return body

    def _late(self) -> NoVerdict:
        return NoVerdict(f"it did not answer within {self._seconds:g} seconds")
