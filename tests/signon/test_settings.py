"""What a site trusts, as its admins set it: secrets that nobody reads again, and public keys that are keys."""

import json
from typing import Any

import httpx
import pytest

from chalicelib.sites.settings import HIDDEN
from tests.conftest import SITE, Api, Desk
from tests.signon.publisher import ANOTHER_SECRET, SECRET, ec_pair, ed_pair, in_base64, rsa_pair, token, token_by

RSA, EC, ED = rsa_pair().public, ec_pair().public, ed_pair().public


def change(admin: Desk, **changes: Any) -> httpx.Response:
    return admin.api.call("PATCH", f"/v1/sites/{SITE}/settings", json=changes, headers=admin.headers)


def post(api: Api, signed: str) -> httpx.Response:
    return api.post("comments", {"page": "/a", "body": "Well said."}, headers={"Authorization": f"Bearer {signed}"})


def test_a_secret_is_set_and_changed_and_never_shown(admin: Desk, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG", logger="belowline"):
        set_ = change(admin, sign_on_secret=SECRET, sign_on_second_secret=ANOTHER_SECRET)
        change(admin, sign_on_second_secret=SECRET[::-1])
        sent_back = change(admin, sign_on_secret=HIDDEN, sign_on_second_secret=HIDDEN)  # as they were read
        read = admin.api.get("settings", headers=admin.headers)
        refused = change(admin, sign_on_secret=SECRET[:31])

    assert [read.json()[name] for name in ("sign_on_secret", "sign_on_second_secret")] == [HIDDEN, HIDDEN]
    assert sent_back.status_code == 200, sent_back.text
    assert refused.json()["errors"][0]["field"] == "sign_on_secret"
    assert post(admin.api, token(SECRET)).is_success
    lines = admin.log()["lines"]
    assert [line["after"] for line in lines if line["action"] == "settings"] == [
        {"sign_on_second_secret": HIDDEN},
        {"sign_on_secret": HIDDEN, "sign_on_second_secret": HIDDEN},
    ]
    site = admin.api.services.sites.get(SITE)
    logged = "".join(str(vars(record)) for record in caplog.records)
    told = "".join(answer.text for answer in (set_, read, refused)) + json.dumps(lines) + logged + repr(site)
    assert not [secret for secret in (SECRET[:31], ANOTHER_SECRET, SECRET[::-1]) if secret in told]


def test_public_keys_are_shown_as_they_are_kept(admin: Desk) -> None:
    set_ = {"keys": [{**RSA, "kid": "one", "alg": "RS256", "use": "sig", "x5c": ["a"], "key_ops": ["verify"]}]}

    kept = change(admin, sign_on_keys=set_).json()["sign_on_keys"]

    assert kept == {"keys": [{**RSA, "kid": "one", "alg": "RS256", "use": "sig"}]}
    assert admin.log()["lines"][0]["after"] == {"sign_on_keys": kept}
    assert post(admin.api, token_by(rsa_pair(), {"kid": "one"})).is_success


def test_keys_are_replaced_without_a_gap(admin: Desk) -> None:
    old, new = token_by(rsa_pair(), {"kid": "old"}), token_by(ed_pair(), {"kid": "new"})

    for keys, statuses in (
        ([{**RSA, "kid": "old"}], [202, 401]),
        ([{**RSA, "kid": "old"}, {**ED, "kid": "new"}], [202, 202]),
        ([{**ED, "kid": "new"}], [401, 202]),
    ):
        assert change(admin, sign_on_keys={"keys": keys}).is_success
        assert [post(admin.api, signed).status_code for signed in (old, new)] == statuses


@pytest.mark.parametrize(
    ("keys", "field"),
    [
        pytest.param([], "keys", id="none"),
        pytest.param([{**ED, "kid": str(number)} for number in range(11)], "keys", id="more than ten"),
        pytest.param([RSA, EC], "keys", id="several without names"),
        pytest.param([{**RSA, "kid": "one"}, EC], "keys", id="one of two without a name"),
        pytest.param([{**RSA, "kid": "one"}, {**EC, "kid": "one"}], "keys", id="two of one name"),
        pytest.param([{**ED, "d": in_base64(b"d" * 32)}], "keys.0", id="a private key"),
        pytest.param([{"kty": "oct", "k": in_base64(SECRET.encode())}], "keys.0", id="a secret"),
        pytest.param([{"kty": "oct"}], "keys.0.kty", id="of no type that we take"),
        pytest.param([rsa_pair(1024).public], "keys.0", id="an RSA key that is too short"),
        pytest.param([{**RSA, "n": RSA["n"] + "a" * 1100}], "keys.0.n", id="one that is too long"),
        pytest.param([{"kty": "RSA", "e": "AQAB"}], "keys.0", id="a key in part"),
        pytest.param([{**EC, "crv": "P-384"}], "keys.0.crv", id="a curve that we do not take"),
        pytest.param([{**EC, "crv": "Ed25519"}], "keys.0", id="a curve of another type"),
        pytest.param([{**EC, "y": EC["x"]}], "keys.0", id="a point that is not on the curve"),
        pytest.param([{**ED, "x": ED["x"][:-2]}], "keys.0", id="a point that is too short"),
        pytest.param([{**ED, "x": "="}], "keys.0.x", id="what is no base64"),
        pytest.param([{**RSA, "alg": "ES256"}], "keys.0", id="an algorithm of another type"),
        pytest.param([{**RSA, "alg": "HS256"}], "keys.0.alg", id="an algorithm of secrets"),
        pytest.param([{**RSA, "use": "enc"}], "keys.0.use", id="a key for encryption"),
        pytest.param(["key"], "keys.0", id="a text"),
    ],
)
def test_what_is_no_set_of_public_keys_is_refused(admin: Desk, keys: list[Any], field: str) -> None:
    response = change(admin, sign_on_keys={"keys": keys})

    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
    assert [error["field"] for error in response.json()["errors"]] == [f"sign_on_keys.{field}"]
    assert "sign_on_keys" not in admin.api.services.sites.read(SITE).given


@pytest.mark.parametrize("secret", ["x" * 31, "x" * 257, "x" * 32 + " ", "x" * 32 + "\n", "\u00e9" * 32, 10**32])
def test_a_secret_that_is_short_or_not_written_as_it_is_sent_is_refused(admin: Desk, secret: Any) -> None:
    response = change(admin, sign_on_secret=secret)

    assert [error["field"] for error in response.json()["errors"]] == ["sign_on_secret"]
    assert str(secret) not in response.text
