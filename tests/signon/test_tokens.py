"""Which tokens are believed and which are refused, each for its fault: by the form, the key, and what they say."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.errors import SignOnRefused
from chalicelib.signon.models import Signed, Trust
from chalicelib.signon.tokens import LEEWAY, LONGEST, MOST_BYTES, read
from tests.conftest import SITE, START
from tests.signon.publisher import (
    ANOTHER_SECRET,
    NOW,
    SECRET,
    Pair,
    by_secret,
    compact,
    ec_pair,
    ed_pair,
    in_base64,
    rsa_pair,
    said,
    token,
    token_by,
)

NOTHING = Trust(secrets=(), keys=(), audience=SITE, issuer=None)
SHARED = replace(NOTHING, secrets=(SECRET,))
PAIRS = (rsa_pair, ec_pair, ed_pair)
DAY = int(LONGEST.total_seconds())
DIFFERENCE = int(LEEWAY.total_seconds())


def trusting(*keys: Any, **more: Any) -> Trust:
    return replace(NOTHING, keys=keys, **more)


def fault(sent: str, trust: Trust = SHARED) -> str:
    """Answer why a token is refused."""
    with pytest.raises(SignOnRefused) as refused:
        read(sent, trust, START)
    (field,) = refused.value.fields
    assert (field.field, field.message) == ("Authorization", refused.value.detail)
    assert refused.value.detail.endswith(".")
    return field.code


def test_a_good_token_tells_who_the_reader_is() -> None:
    sent = token(name="Ada Lovelace", email="ada@home.example", role="author", colour="red")

    assert read(sent, SHARED, START) == Signed("reader-1042", "Ada Lovelace", "ada@home.example", "author")


@pytest.mark.parametrize("nothing", [{}, {"email": None, "role": None}])
def test_an_e_mail_and_a_role_may_be_left_out_or_null(nothing: dict[str, None]) -> None:
    sent = compact({"alg": "HS256"}, said(role=None) | nothing, by_secret(SECRET))

    assert read(sent, SHARED, START) == Signed("reader-1042", "Ada", None, "reader")


@pytest.mark.parametrize("pair", PAIRS)
def test_a_token_of_a_public_key_is_good_with_its_name_or_where_it_is_the_only_one(pair: Any) -> None:
    made: Pair = pair()

    assert read(token_by(made), trusting(made.public), START).name == "Ada"
    assert read(token_by(made), trusting(made.named("one")), START).name == "Ada"
    assert (
        read(token_by(made, {"kid": "one"}), trusting(made.named("one"), ec_pair().named("two")), START).name == "Ada"
    )


def test_a_key_on_ed25519_may_be_named_by_either_of_its_algorithms() -> None:
    sent = token_by(ed_pair(), {"alg": "Ed25519"})

    assert read(sent, trusting(ed_pair().public), START).name == "Ada"
    assert fault(sent, trusting({**ed_pair().public, "alg": "EdDSA"})) == "token_algorithm"


def test_while_a_secret_or_a_key_is_replaced_both_are_good() -> None:
    two = trusting(rsa_pair().named("old"), ed_pair().named("new"), secrets=(SECRET, ANOTHER_SECRET))

    for sent in (
        token(),
        token(ANOTHER_SECRET),
        token_by(rsa_pair(), {"kid": "old"}),
        token_by(ed_pair(), {"kid": "new"}),
    ):
        assert read(sent, two, START).subject == "reader-1042"


NONE = compact({"alg": "none"}, said(), lambda _: b"")
SIGNED_NONE = compact({"alg": "none"}, said(), by_secret(SECRET))
TWO_NAMES = compact('{"alg":"HS256","kid":"a","kid":"b"}', said(), by_secret(SECRET))
HEADER, PAYLOAD, SIGNATURE = token().split(".")


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        pytest.param(NONE, "token_algorithm", id="unsigned"),
        pytest.param(SIGNED_NONE, "token_algorithm", id="signed and yet by no algorithm"),
        pytest.param(compact({"alg": "None"}, said(), by_secret(SECRET)), "token_algorithm", id="by none in capitals"),
        pytest.param(f"{HEADER}.{PAYLOAD}.", "token_signature", id="without its signature"),
        pytest.param(token(ANOTHER_SECRET), "token_signature", id="of another secret"),
        pytest.param(token(SECRET[:-1]), "token_signature", id="of a secret that is cut off"),
        pytest.param(token(header={"alg": "HS384"}), "token_algorithm", id="by an algorithm that is not allowed"),
        pytest.param(token(header={"alg": ["HS256"]}), "token_algorithm", id="by several algorithms"),
        pytest.param(token(header={"alg": None}), "token_algorithm", id="by an algorithm of null"),
        pytest.param(token_by(rsa_pair()), "token_algorithm", id="of a key where there are only secrets"),
        pytest.param(token(header={"jwk": rsa_pair().public, "alg": "RS256"}), "token_algorithm", id="bringing its own key"),
        pytest.param(compact({"typ": "JWT"}, said(), by_secret(SECRET)), "token_algorithm", id="without an algorithm"),
        pytest.param(token(header={"crit": ["exp"], "exp": NOW}), "token_malformed", id="with what must be understood"),
        pytest.param(token(header={"crit": ["b64"], "b64": False}), "token_malformed", id="with a payload that is not encoded"),
        pytest.param(compact('{"alg":"HS256","alg":"HS256"}', said(), by_secret(SECRET)), "token_malformed", id="with two algorithms"),
        pytest.param(TWO_NAMES, "token_malformed", id="with two names of keys"),
        pytest.param(compact({"alg": "HS256", "kid": 5}, said(), by_secret(SECRET)), "token_malformed", id="with a number for a name"),
        pytest.param(compact(["alg"], said(), by_secret(SECRET)), "token_malformed", id="with a list for a header"),
        pytest.param(compact("alg", said(), by_secret(SECRET)), "token_malformed", id="with a header that is no JSON"),
        pytest.param(compact("[" * 300, said(), by_secret(SECRET)), "token_malformed", id="with a deep header"),
        pytest.param(compact("[" * 2000, said(), by_secret(SECRET)), "token_malformed", id="with a very deep header"),
        pytest.param(compact({"alg": "HS256"}, "[" * 2000, by_secret(SECRET)), "token_malformed", id="with a deep payload"),
        pytest.param(compact({"alg": "HS256"}, "ada", by_secret(SECRET)), "token_malformed", id="with a payload that is no JSON"),
        pytest.param(compact({"alg": "HS256"}, '{"sub":"a","sub":"b"}', by_secret(SECRET)), "token_malformed", id="with two subjects"),
        pytest.param(compact({"alg": "HS256"}, [said()], by_secret(SECRET)), "token_claim", id="with a list for a payload"),
        pytest.param("..", "token_malformed", id="of nothing"),
        pytest.param("ada", "token_malformed", id="that is none"),
        pytest.param(f"{token()}.{SIGNATURE}", "token_malformed", id="of four parts"),
        pytest.param(f"{token()}\u00e9", "token_signature", id="with a letter that is not in base64"),
        pytest.param(f"{HEADER}=.{PAYLOAD}.{SIGNATURE}", "token_malformed", id="with padding"),
        pytest.param(token(name="a" * MOST_BYTES), "token_too_long", id="that is too long"),
        pytest.param(token(header={"x5c": ["a" * 600]}), "token_too_long", id="with a certificate"),
        pytest.param(token(aud="elsewhere"), "token_audience", id="for another site"),
        pytest.param(token(aud=None), "token_audience", id="for nobody"),
        pytest.param(token(aud=["elsewhere", "another"]), "token_audience", id="for several others"),
        pytest.param(token(aud={"demo": "demo"}), "token_audience", id="for an object"),
        pytest.param(token(exp=NOW - DIFFERENCE), "token_expired", id="that has expired"),
        pytest.param(token(exp=NOW - DIFFERENCE, iat=NOW - 2 * DIFFERENCE, aud="elsewhere"), "token_audience", id="with two faults"),
        pytest.param(token(iat=NOW + DIFFERENCE + 1), "token_early", id="that will be made"),
        pytest.param(token(nbf=NOW + DIFFERENCE + 1), "token_early", id="that is not good yet"),
        pytest.param(token(exp=NOW + DAY + 1), "token_lifetime", id="that lives too long"),
        pytest.param(token(iat=-(10**9)), "token_lifetime", id="that was made long ago"),
        pytest.param(token(exp=10**400), "token_claim", id="that expires at no moment"),
        pytest.param(token(exp=None), "token_claim", id="that never expires"),
        pytest.param(token(exp=str(NOW + 60)), "token_claim", id="that expires at a text"),
        pytest.param(token(exp=True), "token_claim", id="that expires at true"),
        pytest.param(token(exp=float("nan")), "token_claim", id="that expires at NaN"),
        pytest.param(token(iat=None), "token_claim", id="that does not tell when it was made"),
        pytest.param(token(sub=None), "token_claim", id="of nobody"),
        pytest.param(token(sub=""), "token_claim", id="of nobody, in words"),
        pytest.param(token(sub="a" * 256), "token_claim", id="of somebody long"),
        pytest.param(token(sub=1042), "token_claim", id="of a number"),
        pytest.param(token(name=None), "token_claim", id="without a name"),
        pytest.param(token(name=["Ada"]), "token_claim", id="with several names"),
        pytest.param(token(email=5), "token_claim", id="with a number for an e-mail"),
        pytest.param(token(role="admin"), "token_claim", id="with a role there is not"),
        pytest.param(token(role="Moderator"), "token_claim", id="with a role in capitals"),
    ],
)  # fmt: skip
def test_a_token_with_a_fault_is_refused_for_it(sent: str, code: str) -> None:
    assert fault(sent) == code


@pytest.mark.parametrize(
    ("claims", "moment"),
    [
        ({"exp": NOW - DIFFERENCE + 1}, 0),
        ({"iat": NOW + DIFFERENCE, "exp": NOW + DIFFERENCE + DAY}, 0),
        ({"nbf": NOW + DIFFERENCE}, 0),
        ({"aud": ["elsewhere", SITE]}, 0),
        ({"iat": NOW + 0.5, "exp": NOW + 60.5}, 0),
        ({"name": "\u0410\u0434\u0430", "sub": "a" * 255}, 0),
    ],
)
def test_a_token_at_the_edge_is_good(claims: dict[str, Any], moment: int) -> None:
    assert read(token(**claims), SHARED, START + timedelta(seconds=moment)).role == "reader"


@pytest.mark.parametrize("pair", PAIRS)
def test_a_public_key_is_no_secret(pair: Any) -> None:
    """A site's public key is known to all: who signs with it by HS256 must not be believed."""
    made: Pair = pair()
    both = trusting(made.named("one"), secrets=(SECRET,))

    for known in (
        made.pem,
        made.pem.strip(),
        json.dumps(made.public).encode(),
        made.public.get("n", "").encode() or b"x",
    ):
        for header in ({"alg": "HS256"}, {"alg": "HS256", "kid": "one"}):
            sent = compact(header, said(role="moderator"), by_secret(known))
            assert fault(sent, trusting(made.named("one"))) == "token_algorithm"
            assert fault(sent, both) == "token_signature"


@pytest.mark.parametrize(
    ("header", "keys", "code"),
    [
        ({"kid": "three"}, ("one", "two"), "token_key"),
        ({}, ("one", "two"), "token_key"),
        ({"kid": "two"}, ("one", "two"), "token_algorithm"),
        ({"kid": "one", "alg": "ES256"}, ("one", "two"), "token_algorithm"),
        ({"kid": "three"}, ("one",), "token_key"),
        ({"kid": "one", "alg": "PS256"}, ("one",), "token_algorithm"),
        ({"kid": "one", "alg": "RS512"}, ("one",), "token_algorithm"),
    ],
)
def test_a_token_names_the_key_that_signed_it(header: dict[str, str], keys: tuple[str, ...], code: str) -> None:
    known = [{"one": rsa_pair(), "two": ec_pair()}[name].named(name) for name in keys]

    assert fault(token_by(rsa_pair(), header), trusting(*known)) == code


def test_a_token_of_another_key_under_a_good_name_is_refused() -> None:
    other = rsa_pair(2049)

    assert fault(token_by(other, {"kid": "one"}), trusting(rsa_pair().named("one"))) == "token_signature"


def test_audience_and_issuer_are_those_of_the_site() -> None:
    trust = replace(SHARED, audience="https://news.example/", issuer="https://accounts.news.example/")

    good: dict[str, Any] = {"aud": trust.audience, "iss": trust.issuer}
    assert read(token(**good), trust, START).name == "Ada"
    assert fault(token(**{**good, "aud": SITE}), trust) == "token_audience"
    for issuer in (None, "https://accounts.news.example", "elsewhere", ["https://accounts.news.example/"], 5):
        assert fault(token(**{**good, "iss": issuer}), trust) == "token_issuer"
    assert read(token(iss="whoever"), SHARED, START).name == "Ada"


def test_a_site_without_sign_on_takes_no_token() -> None:
    assert fault(token(), NOTHING) == "sign_on_off"


TOKENS = (token(), *(token_by(pair()) for pair in PAIRS))
TRUSTS = (SHARED, *(trusting(pair().public) for pair in PAIRS))


@settings(max_examples=200)
@given(st.sampled_from(range(4)), st.data())
def test_a_token_of_which_one_byte_is_another_is_refused(one: int, data: st.DataObject) -> None:
    sent = TOKENS[one]
    place = data.draw(st.integers(0, len(sent) - 1))
    byte = data.draw(st.integers(0, 255).map(chr).filter(lambda other: other != sent[place]))

    fault(sent[:place] + byte + sent[place + 1 :], TRUSTS[one])


@settings(max_examples=60)
@given(
    st.text(max_size=60).map(lambda text: f"a.{text}")
    | st.binary(max_size=60).map(lambda data: f"{in_base64(data)}.e30.")
)
def test_whatever_comes_is_refused_in_words(sent: str) -> None:
    fault(sent)
    fault(sent, TRUSTS[1])
