"""Versions of the embed that were deployed: what a page has named is served as it was, whatever is current now."""

import gzip

import brotli  # type: ignore[import-untyped] # it ships none
import pytest

from chalicelib.bootstrap import Services
from chalicelib.web.built import EMBED
from tests.conftest import Api
from tests.storage.faults import Faults
from tests.storage.meter import Meter

YESTERDAYS = "0123456789abcdef"
SOURCE = "(()=>{'yesterday'})()"
FILES = {
    name: {"br": brotli.compress(SOURCE.encode()), "gzip": gzip.compress(SOURCE.encode())}
    for name in ("embed.js", "gone-en.js")
}
FOR_EVER = "public, max-age=31536000, immutable"


def path(file: str, version: str = YESTERDAYS) -> str:
    return f"/embed/{version}/{file}"


@pytest.mark.parametrize("file", sorted(FILES))
@pytest.mark.parametrize("accepted", ["br, gzip", "gzip", ""])
def test_a_kept_version_is_served_byte_for_byte_and_for_ever(
    services: Services, api: Api, file: str, accepted: str
) -> None:
    services.versions.keep(YESTERDAYS, FILES)

    response = api.call("GET", path(file), headers={"Accept-Encoding": accepted})

    assert (response.status_code, response.text) == (200, SOURCE)
    assert response.headers["Cache-Control"] == FOR_EVER
    assert response.headers.get("Content-Encoding", "") == accepted.partition(",")[0]
    assert response.headers["Vary"] == "Accept-Encoding"


def test_what_is_deployed_is_served_from_the_table_once_something_else_is_current(services: Services) -> None:
    services.versions.keep_current()

    for name in EMBED.names:
        for encoding in ("br", "gzip", None):
            assert services.versions.content(EMBED.version, name, encoding) == EMBED.content(name, encoding)


def test_a_version_is_kept_once(services: Services, meter: Meter) -> None:
    assert services.versions.keep_current() == len(EMBED.names)

    with meter.measure() as used:
        assert services.versions.keep_current() == 0

    assert used.write_units == 0


def test_keeping_a_version_that_was_broken_off_goes_on(services: Services, api: Api) -> None:
    services.versions.keep(YESTERDAYS, {"embed.js": FILES["embed.js"]})

    services.versions.keep(YESTERDAYS, FILES)

    assert all(api.call("GET", path(file)).text == SOURCE for file in FILES)


def test_a_file_of_a_kept_version_takes_one_trip_and_one_of_the_current_none(
    services: Services, api: Api, meter: Meter
) -> None:
    with meter.measure() as used:
        services.versions.keep_current()
    assert used.requests == 1 + len(EMBED.names)
    assert used.write_units < 750

    with meter.measure() as used:
        assert services.versions.content(EMBED.version, "thread-en.js", "br")
    assert (used.round_trips, used.read_units) == (1, 2)

    with meter.measure() as used:
        api.call("GET", path("thread-en.js", EMBED.version))
    assert used.requests == 0


@pytest.mark.parametrize("version", ["any", "0" * 15, "0" * 17, "0" * 3000, "A" * 16])
def test_what_cannot_be_a_version_asks_nothing_of_the_table(api: Api, meter: Meter, version: str) -> None:
    with meter.measure() as used:
        response = api.call("GET", path("embed.js", version))

    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert used.requests == 0


def test_a_table_that_does_not_answer_is_told_and_no_other_version_served_instead(
    services: Services, api: Api, faults: Faults
) -> None:
    services.versions.keep(YESTERDAYS, FILES)
    faults.randomly(seed=1, rate=1, kinds=["throttle_before"])

    response = api.call("GET", path("embed.js"))

    assert (response.status_code, response.json()["code"]) == (503, "unavailable")
    assert api.call("GET", path("embed.js", EMBED.version)).status_code == 200
