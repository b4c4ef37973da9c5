"""Signing of calls to AWS's services other than the table, with botocore's Signature Version 4.

botocore's own clients would want the descriptions of these services, which the package leaves out, and have no limit for the time of a
whole call.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from chalicelib.errors import NoVerdict


class AwsSigner:
    """Signs with the credentials of the function's role, which botocore finds and renews."""

    def __init__(self, region: str) -> None:
        self._region = region

    def __call__(self, service: str, address: str, headers: Mapping[str, str], body: bytes) -> Mapping[str, str]:
        """Answer all headers of a POST. Raises `NoVerdict` where there are no credentials."""
        from botocore.auth import SigV4Auth  # noqa: PLC0415 - only sites that ask AWS wait for it
        from botocore.awsrequest import AWSRequest  # noqa: PLC0415

        if self._credentials is None:
            raise NoVerdict("this service has no credentials for AWS")
        request = AWSRequest("POST", address, headers=dict(headers), data=body)
        SigV4Auth(self._credentials.get_frozen_credentials(), service, self._region).add_auth(request)
        return dict(request.headers.items())

    @cached_property
    def _credentials(self) -> Any:
        from botocore.session import get_session  # noqa: PLC0415 - as above

        return get_session().get_credentials()
