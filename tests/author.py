"""An author: who left a comment and has the token that came with it."""

from dataclasses import dataclass
from typing import Any, Self

import httpx

from tests.conftest import SITE, Api, another_address


@dataclass
class Author:
    """Who left the comment `id`."""

    api: Api
    id: str
    token: str

    @classmethod
    def of(cls, api: Api, body: str = "Well said.", *, page: str = "/a", parent: str | None = None) -> Self:
        """Leave a comment."""
        new = {"page": page, "body": body, "author": {"name": "Ada", "email": "ada@home.example"}, "parent": parent}
        response = api.post("comments", new)
        assert response.is_success, response.text
        return cls(api, response.json()["comment"]["id"], response.json()["author_token"])

    @property
    def path(self) -> str:
        return f"/v1/sites/{SITE}/comments/{self.id}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def try_to_edit(self, body: Any, api: Api | None = None, *, address: str | None = None) -> httpx.Response:
        """Edit it from an address of its own, since from one not many may be made in a minute."""
        from_there = address or another_address()
        return (api or self.api).call("PATCH", self.path, json={"body": body}, headers=self.headers, address=from_there)

    def try_to_withdraw(self, api: Api | None = None) -> httpx.Response:
        return (api or self.api).call("DELETE", self.path, headers=self.headers)

    def edit(self, body: str) -> Any:
        """Edit the comment and answer how its author sees it."""
        response = self.try_to_edit(body)
        assert response.status_code == 200, response.text
        return response.json()["comment"]

    def withdraw(self) -> None:
        """Take the comment back."""
        response = self.try_to_withdraw()
        assert (response.status_code, response.content) == (204, b""), response.text

    def sees(self) -> Any:
        """Read the comment with its token."""
        return self.api.call("GET", self.path, headers=self.headers).json()
