"""A page as a browser takes it apart: elements in their order, the texts of some, forms that can be sent, data for search engines."""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import httpx

from tests.abuse.elements import Found
from tests.conftest import SITE, Api

PATH = f"/v1/sites/{SITE}/thread.html"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass
class Document:
    """One answer that is a page."""

    response: httpx.Response
    found: Found = field(init=False)

    def __post_init__(self) -> None:
        assert self.response.headers["Content-Type"] == "text/html; charset=utf-8", self.response.text
        self.found = Found(self.html)

    @property
    def html(self) -> str:
        return self.response.text

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        """All text, each run of spaces as one."""
        return " ".join(self.found.text.split())

    def all(self, tag: str, **attributes: str) -> list[dict[str, Any]]:
        """Answer the attributes of all elements with this name and these attributes."""
        return [given for name, given in self.found.elements if name == tag and attributes.items() <= {**given}.items()]

    def one(self, tag: str, **attributes: str) -> dict[str, Any]:
        (found,) = self.all(tag, **attributes)
        return found

    def words(self, pattern: str) -> list[str]:
        """Answer the texts, without markup, of what matches an expression with one group."""
        return [" ".join(Found(piece).text.split()) for piece in re.findall(pattern, self.html, re.DOTALL)]

    def by_id(self, one: str) -> tuple[str, dict[str, Any]]:
        (found,) = [(tag, given) for tag, given in self.found.elements if given.get("id") == one]
        return found

    def link(self, text: str) -> str:
        """Answer where the one link with this text leads, from where this page is."""
        (href,) = {
            urljoin(str(self.response.url), Found(tag).elements[0][1]["href"] or "")
            for tag, inner in re.findall(r"(<a\b[^>]*>)(.*?)</a>", self.html, re.DOTALL)
            if " ".join(Found(inner).text.split()) == text
        }
        return href

    def fields(self) -> dict[str, str]:
        """Answer what a browser would send of the form if nobody touched it."""
        areas = re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n?(.*?)</textarea>', self.html, re.DOTALL)
        inputs = {given["name"]: given.get("value") or "" for given in self.all("input")}
        return inputs | {name: Found(inner).text for name, inner in areas}

    def link_of_form(self) -> str:
        """Answer where a browser would send the form."""
        return urljoin(str(self.response.url), str(self.one("form")["action"]))

    def data(self) -> Any:
        """Answer what is said to search engines."""
        (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', self.html, re.DOTALL)
        return json.loads(text)

    def error(self, name: str) -> str | None:
        """Answer what a field is said to lack, if it is tied to it as it should be."""
        (tag, given) = self.by_id(f"form-{name}")
        assert tag in {"input", "textarea"}
        said = self.words(rf'<p class="error" id="form-{name}-error">(.*?)</p>')
        is_tied = f"form-{name}-error" in (given.get("aria-describedby") or "").split()
        assert bool(said) == is_tied == (given.get("aria-invalid") == "true")
        return said[0].removeprefix("Error: ") if said else None

    def summary(self) -> list[str]:
        """Answer the problems that are told above all else."""
        (section,) = re.findall(r'<section class="summary".*?</section>', self.html, re.DOTALL) or [""]
        return [" ".join(Found(line).text.split()) for line in re.findall(r"<li>(.*?)</li>", section, re.DOTALL)]


def read(api: Api, page: str = "/a", **parameters: str) -> Document:
    """Read the thread as a page."""
    return Document(api.call("GET", PATH, params={"page": page, **parameters}))


def follow(api: Api, address: str) -> Document:
    """Follow a link of a page."""
    return Document(api.call("GET", address))


def send(api: Api, *, to: str = f"{PATH}?page=/a", address: str = "192.0.2.1", **fields: str) -> Document:
    """Send the form."""
    return Document(try_to_send(api, to=to, address=address, headers=None, **fields))


def try_to_send(
    api: Api,
    *,
    to: str = f"{PATH}?page=/a",
    address: str = "192.0.2.1",
    headers: dict[str, str] | None = None,
    **fields: str,
) -> httpx.Response:
    return api.call("POST", to, data=fields, headers=headers or {}, address=address)
