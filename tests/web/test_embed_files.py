"""The embed's files as they are sent: compressed, typed, kept, and found from wherever the script lies."""

import base64
import gzip
import re

import brotli  # type: ignore[import-untyped] # it ships none
import pytest

from app import create
from chalicelib.web.built import EMBED
from tests.conftest import Api
from tests.deploy.shapes import SHAPES, Asked

FILES = sorted(EMBED.names)


def path(file: str, version: str | None = None) -> str:
    return f"/embed/{version or EMBED.version}/{file}"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("br, gzip", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br; q=0.000, gzip; q=0", None),
        ("*", "br"),
        ("identity", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("address", ["/embed.js", path("embed.js")])
def test_a_script_is_compressed_as_the_browser_takes_it(
    api: Api, address: str, accepted: str, encoding: str | None
) -> None:
    response = api.call("GET", address, headers={"Accept-Encoding": accepted, "Accept": "image/avif"})

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert response.headers.get("Content-Encoding") == encoding
    assert response.text.startswith("(()=>{")


def test_each_way_of_compressing_has_a_validator_of_its_own(api: Api) -> None:
    tags = {
        api.call("GET", "/embed.js", headers={"Accept-Encoding": way}).headers["ETag"] for way in ("br", "gzip", "")
    }

    assert len(tags) == 3


@pytest.mark.parametrize("shape", SHAPES)
def test_gateways_are_handed_bytes_in_base64(api: Api, shape: str) -> None:
    event = SHAPES[shape](Asked("GET", "/embed.js", headers={"Accept-Encoding": "gzip"}))

    answer = create(api.services)(event, None)

    assert answer["isBase64Encoded"] is True
    assert gzip.decompress(base64.b64decode(answer["body"])).startswith(b"(()=>")


@pytest.mark.parametrize("file", FILES)
def test_a_file_of_this_version_is_kept_for_ever(api: Api, file: str) -> None:
    assert api.call("GET", path(file)).headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_file_of_another_version_is_the_current_one_and_not_kept_long(api: Api) -> None:
    response = api.call("GET", path("thread-en.js", "0" * 16))

    assert response.text == api.call("GET", path("thread-en.js")).text
    assert (
        response.headers["Cache-Control"]
        == api.call("GET", "/embed.js").headers["Cache-Control"]
        == "public, max-age=300"
    )


@pytest.mark.parametrize("file", ["thread-xx.js", "VERSION", "embed.js.br", "..", "loader.js"])
def test_there_is_no_other_file(api: Api, file: str) -> None:
    assert api.call("GET", path(file)).json()["code"] == "not_found"


def test_the_script_names_the_version_that_is_served(api: Api) -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", EMBED.version)
    assert f"'{EMBED.version}'" in api.call("GET", "/embed.js").text


@pytest.mark.parametrize("file", FILES)
def test_both_ways_of_compressing_hold_the_same(file: str) -> None:
    assert brotli.decompress(EMBED.content(file, "br")) == EMBED.content(file, None)
