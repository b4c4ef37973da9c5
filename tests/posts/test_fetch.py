"""A feed is fetched from where it may be, as far as it may be; whatever a server does ends as a sentence."""

import gzip
import ipaddress
import ssl
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chalicelib.posts.addresses import is_global, is_global_or_loopback
from chalicelib.posts.fetch import Fetcher, Limits
from chalicelib.posts.models import Asked, FeedFailed, Fetched
from tests.conftest import START
from tests.posts.hostile import Answer, Handler, Hostile, bomb, dripping, endless, redirecting, serving

HERE = Fetcher(is_global_or_loopback, Limits(step_seconds=5, seconds=10))
FEED = b"<rss/>"


def ask(server: Hostile, fetcher: Fetcher = HERE, path: str = "/feed", **known: str) -> Fetched:
    return fetcher(Asked(server.origin + path, (server.origin,), **known))


def well(handler: Handler) -> None:
    handler.say(200, FEED, Content_Type="text/xml", ETag='"1"', Last_Modified="Sat, 14 Mar 2026 12:00:00 GMT")


def test_a_feed_comes_with_what_is_needed_to_ask_whether_it_has_changed() -> None:
    with serving(well) as server:
        fetched = ask(server, path="/feed?of=all&x=%C3%BC ü")

    since = "Sat, 14 Mar 2026 12:00:00 GMT"
    url = f"{server.origin}/feed?of=all&x=%C3%BC ü"
    assert fetched == Fetched(url, FEED, "text/xml", '"1"', since)
    ((path, headers),) = server.asked
    assert path == "/feed?of=all&x=%C3%BC%20%C3%BC"
    assert headers["host"] == f"127.0.0.1:{server.port}"
    assert not {"cookie", "authorization", "if-none-match", "if-modified-since"} & headers.keys()


def test_what_has_not_changed_is_not_sent_again() -> None:
    with serving(lambda handler: handler.say(304)) as server:
        fetched = ask(server, etag='"1"', last_modified="then")

    assert (fetched.content, fetched.etag, fetched.last_modified) == (None, '"1"', "then")
    ((_, headers),) = server.asked
    assert (headers["if-none-match"], headers["if-modified-since"]) == ('"1"', "then")


def test_a_compressed_feed_is_unpacked() -> None:
    packed = gzip.compress(FEED)

    with serving(lambda handler: handler.say(200, packed, Content_Encoding="gzip")) as server:
        assert ask(server).content == FEED


def test_a_redirect_within_the_site_is_followed() -> None:
    def answer(handler: Handler) -> None:
        (well if handler.path == "/new/feed" else redirecting("/new/feed#top", 301))(handler)

    with serving(answer) as server:
        assert ask(server).url == f"{server.origin}/new/feed"


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://127.0.0.1:1/", "is on http://127.0.0.1:1, which is none of the site's origins"),
        ("http://169.254.169.254/latest/meta-data/", "is on http://169.254.169.254, which is none"),
        ("//evil.example/", "is on http://evil.example, which is none"),
        ("file:///etc/passwd", "is not at an http or https address"),
        ("gopher://127.0.0.1/", "is not at an http or https address"),
        ("http://user:word@127.0.0.1/", "is not at an http or https address"),
        ("http://[bad/", "did not answer as it should"),
    ],
)
def test_a_redirect_elsewhere_is_refused(location: str, reason: str) -> None:
    with serving(redirecting(location)) as server, pytest.raises(FeedFailed, match=reason.replace(".", r"\.")):
        ask(server)

    assert len(server.asked) == 1


def test_endless_redirects_end() -> None:
    with serving(redirecting("/feed?again")) as server, pytest.raises(FeedFailed, match="more than 3 times"):
        ask(server)

    assert len(server.asked) == 4


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        pytest.param(endless, "larger than 5,000,000 bytes", id="a gigabyte"),
        pytest.param(bomb, "larger than 5,000,000 bytes", id="a bomb of gzip"),
        pytest.param(lambda handler: handler.say(404), "status 404", id="not there"),
        pytest.param(lambda handler: handler.say(500, b"secret"), "status 500$", id="broken"),
        pytest.param(lambda handler: handler.say(304), "status 304", id="unchanged, though nothing is known"),
        pytest.param(lambda handler: handler.say(302), "status 302", id="a redirect to nowhere"),
        pytest.param(lambda handler: handler.say(200, FEED, Content_Encoding="br"), "the encoding 'br'", id="brotli"),
        pytest.param(lambda handler: handler.say(200, FEED, Content_Encoding="gzip"), "is not$", id="not compressed"),
        pytest.param(
            lambda handler: handler.say(200, gzip.compress(FEED)[:-9], Content_Encoding="gzip"),
            "ends in the middle",
            id="half of what is compressed",
        ),
        pytest.param(lambda handler: handler.say(200, FEED, Content_Length="99"), "ends in the middle", id="half"),
        pytest.param(lambda handler: handler.wfile.write(b"hello\r\n\r\n"), "not answer as it should", id="no HTTP"),
        pytest.param(lambda _: None, "not answer as it should", id="nothing"),
    ],
)
def test_what_a_server_must_not_do_ends_as_a_sentence(answer: Answer, reason: str) -> None:
    with serving(answer) as server, pytest.raises(FeedFailed, match=reason):
        ask(server)


@pytest.mark.parametrize(
    ("head", "drip"),
    [
        pytest.param(b"HTTP/1.1 200 OK\r\n\r\n", b"x", id="in the body"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x", id="in a header"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0", id="in the size of a chunk"),
    ],
)
def test_who_sends_a_byte_now_and_then_has_so_long_in_all(head: bytes, drip: bytes) -> None:
    ended = threading.Event()
    fetcher = Fetcher(is_global_or_loopback, Limits(step_seconds=5, seconds=0.2))

    with serving(dripping(head, drip, ended)) as server:
        with pytest.raises(FeedFailed, match=r"took longer than 0\.2 seconds in all"):
            ask(server, fetcher)
        ended.set()


def test_who_says_nothing_has_so_long_for_a_step() -> None:
    ended = threading.Event()
    fetcher = Fetcher(is_global_or_loopback, Limits(step_seconds=0.1, seconds=10))

    with serving(dripping(b"", b"", ended)) as server:
        with pytest.raises(FeedFailed, match=r"did not answer within 0\.1 seconds"):
            ask(server, fetcher)
        ended.set()


def test_redirects_share_the_time() -> None:
    times = iter([0.0, 1.0, 2.0, 11.0])
    fetcher = Fetcher(is_global_or_loopback, Limits(seconds=10), seconds=lambda: next(times))

    with serving(redirecting("/feed")) as server, pytest.raises(FeedFailed, match="longer than 10 seconds in all"):
        ask(server, fetcher)

    assert len(server.asked) == 1


def test_a_name_that_leads_to_this_machine_is_refused_before_anything_is_sent() -> None:
    with serving(well) as server:
        fetcher = Fetcher(is_global, resolve=lambda _host, _port: ["10.0.0.1", "127.0.0.1", "::1"])
        asked = Asked(f"http://news.example:{server.port}/", (f"http://news.example:{server.port}",))
        with pytest.raises(FeedFailed, match=r"news\.example is at no address .*: 10\.0\.0\.1, 127\.0\.0\.1, ::1"):
            fetcher(asked)

    assert server.asked == []


def test_a_name_is_resolved_once_and_the_address_that_was_judged_is_the_one_connected_to() -> None:
    """Whoever answers otherwise the second time is not asked a second time."""
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    with serving(well) as server:
        fetcher = Fetcher(is_global_or_loopback, resolve=lambda _host, _port: next(answers))
        fetched = fetcher(Asked(f"http://news.example:{server.port}/", (f"http://news.example:{server.port}",)))

    assert fetched.content == FEED
    assert server.asked[0][1]["host"] == f"news.example:{server.port}"
    assert next(answers) == ["169.254.169.254"]


def test_each_redirect_is_resolved_and_judged_anew() -> None:
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    with serving(redirecting("/next")) as server:
        fetcher = Fetcher(is_global_or_loopback, resolve=lambda _host, _port: next(answers))
        with pytest.raises(FeedFailed, match=r"no address that all the world can reach: 169\.254\.169\.254"):
            fetcher(Asked(f"http://news.example:{server.port}/", (f"http://news.example:{server.port}",)))

    assert len(server.asked) == 1


def test_where_one_address_does_not_answer_the_next_is_tried() -> None:
    with serving(well) as server:
        fetcher = Fetcher(is_global_or_loopback, resolve=lambda _host, _port: ["127.0.0.2", "127.0.0.1"])
        assert ask(server, fetcher).content == FEED


def test_an_unknown_name_ends_as_a_sentence() -> None:
    def unknown(_host: str, _port: int) -> list[str]:
        raise OSError(-2, "Name or service not known")

    with pytest.raises(FeedFailed, match=r"nowhere\.example cannot be found: Name or service not known"):
        Fetcher(is_global, resolve=unknown)(Asked("https://nowhere.example/", ("https://nowhere.example",)))


def certificate(folder: Path, name: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(START.tzinfo)
    names = x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.9"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / f"{name}.pem"
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def tls(tmp_path: Path) -> tuple[ssl.SSLContext, Callable[[], ssl.SSLContext]]:
    """What a server for news.example needs, and what trusts it."""
    file = certificate(tmp_path, "news.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context, lambda: ssl.create_default_context(cafile=str(file))


@pytest.mark.parametrize("name", ["news.example", "other.example"])
def test_a_certificate_is_checked_against_the_name_and_not_the_address(
    tls: tuple[ssl.SSLContext, Callable[[], ssl.SSLContext]], name: str
) -> None:
    with serving(well, tls[0]) as server:
        origin = f"https://{name}:{server.port}"
        fetcher = Fetcher(is_global_or_loopback, resolve=lambda _host, _port: ["127.0.0.1"], tls=tls[1])
        if name == "news.example":
            assert fetcher(Asked(f"{origin}/feed", (origin,))).content == FEED
            assert server.asked[0][1]["host"] == f"news.example:{server.port}"
        else:
            with pytest.raises(FeedFailed, match="cannot be trusted: Hostname mismatch"):
                fetcher(Asked(f"{origin}/feed", (origin,)))
            assert server.asked == []


def test_a_certificate_that_nobody_vouches_for_is_refused(
    tls: tuple[ssl.SSLContext, Callable[[], ssl.SSLContext]],
) -> None:
    with serving(well, tls[0]) as server:
        origin = f"https://news.example:{server.port}"
        fetcher = Fetcher(is_global_or_loopback, resolve=lambda _host, _port: ["127.0.0.1"])
        with pytest.raises(FeedFailed, match="cannot be trusted: self"):
            fetcher(Asked(f"{origin}/feed", (origin,)))
