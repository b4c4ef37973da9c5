"""The border to the web: whatever the other side does, a call ends in time, with a small answer or with what happened."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from threading import Event

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chalicelib.errors import NoVerdict
from chalicelib.outside.aside import aside
from chalicelib.outside.web import MOST_BYTES, Reply, UrllibWeb
from tests.outside.standin import (
    Behaviour,
    answers,
    closes,
    closes_half_way,
    drips_its_body,
    drips_its_head,
    never_ends,
    nobody,
    says_nothing,
    speaks_no_http,
    standing_in,
)

PATIENT, SHORT = 20.0, 0.2


def happened(call: Callable[[], Reply]) -> str:
    with pytest.raises(NoVerdict) as failure:
        call()
    return failure.value.happened


def test_what_is_sent_arrives_and_the_answer_comes_back() -> None:
    with standing_in(answers("yes", 201)) as there:
        reply = UrllibWeb(PATIENT).post(f"{there.address}/ask", {"X-Mine": "1"}, b"body")

    assert reply == Reply(201, b"yes")
    assert [(one.path, one.headers["X-Mine"], one.body) for one in there.requests] == [("/ask", "1", b"body")]
    assert there.requests[0].headers["Connection"] == "close"


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        (says_nothing, "it did not answer within 0.2 seconds"),
        (drips_its_body, "it did not answer within 0.2 seconds"),
        (closes, "it broke the connection off"),
        (closes_half_way, "it broke the connection off"),
        (speaks_no_http, "it broke the connection off"),
        (never_ends, "it answered more than an answer can be"),
        (answers(b"x" * (MOST_BYTES + 1)), "it answered more than an answer can be"),
    ],
)
def test_what_is_no_answer_is_told_as_what_it_was(behaviour: Behaviour, expected: str) -> None:
    seconds = SHORT if "0.2" in expected else PATIENT
    with standing_in(behaviour) as there:
        assert happened(partial(UrllibWeb(seconds).post, there.address, {}, b"")) == expected
        assert len(there.requests) == 1, "it is asked once"


def test_where_nobody_listens_nothing_is_reached() -> None:
    with nobody() as address:
        assert happened(partial(UrllibWeb(PATIENT).post, address, {}, b"")) == "it could not be reached"


def test_a_redirect_is_not_followed() -> None:
    with standing_in(answers("true")) as other, standing_in(answers("", 307, Location=other.address)) as there:
        assert UrllibWeb(PATIENT).post(there.address, {}, b"secret").status == 307

    assert other.requests == []


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with standing_in(answers("true"), certificate(tmp_path)) as there:
        assert happened(partial(UrllibWeb(PATIENT).post, there.address, {}, b"secret")) == "its certificate is not good"

    assert there.requests == []


def test_a_certificate_of_an_authority_that_is_known_is_taken(tmp_path: Path) -> None:
    path = certificate(tmp_path)
    with standing_in(answers("true"), path) as there:
        assert UrllibWeb(PATIENT, str(path)).post(there.address, {}, b"").body == b"true"


def test_calls_are_made_side_by_side_and_one_that_hangs_is_given_up() -> None:
    first, second, never = Event(), Event(), Event()

    def waits_for(mine: Event, other: Event) -> bool:
        mine.set()
        return other.wait(PATIENT)

    met = aside([lambda: waits_for(first, second), lambda: waits_for(second, first)], PATIENT)
    hanging = aside([never.wait, lambda: True], SHORT)
    never.set()

    assert [future and future.result() for future in met] == [True, True]
    assert [future and future.result() for future in hanging] == [None, True]


def test_a_head_that_comes_byte_by_byte_is_not_waited_for() -> None:
    with standing_in(drips_its_head) as there:
        assert aside([partial(UrllibWeb(SHORT).post, there.address, {}, b"")], SHORT) == [None]


def certificate(folder: Path) -> Path:
    """Make a certificate for this machine that vouches for itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stand-in")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "stand-in.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
