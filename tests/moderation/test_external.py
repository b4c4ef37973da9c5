"""What other services say of a comment, asked of a stand-in over the network.

Its verdict decides, and where there is none nothing becomes public in silence.
"""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from threading import Barrier
from typing import Any
from urllib.parse import parse_qs

import pytest

from chalicelib.bootstrap import Services
from chalicelib.comments.public import PublicComment
from chalicelib.config import Settings
from chalicelib.errors import NoVerdict
from chalicelib.moderation.toxicity import MOST_BYTES, segments_of
from chalicelib.outside.aws import AwsSigner
from chalicelib.outside.places import Outside
from tests.author import Author
from tests.conftest import BROWSER, SITE, Api, Desk, StandingClock, never_hot
from tests.outside.standin import (
    Behaviour,
    StandIn,
    Talk,
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
from tests.storage.meter import Meter

PATIENT, SHORT = 20.0, 0.2
KEY = "0123456789ab"
EMAIL, ADDRESS = "ada@home.example", "192.0.2.77"
SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "akismet": {"akismet_key": KEY},
    "toxicity": {"toxicity_threshold": 0.5},
}
TITLES = {"akismet": "Akismet", "toxicity": "Amazon Comprehend"}


def sign(_service: str, _address: str, headers: Mapping[str, str], _body: bytes) -> Mapping[str, str]:
    return headers


def scores(*segments: Mapping[str, float]) -> str:
    """What Amazon Comprehend answers of segments with these scores."""
    labels = ({"INSULT": 0.01, "PROFANITY": 0.01, **segment} for segment in segments)
    results = [
        {"Labels": [{"Name": name, "Score": score} for name, score in one.items()], "Toxicity": 0.01} for one in labels
    ]
    return json.dumps({"ResultList": results})


FINE: Mapping[str, Behaviour] = {"akismet": answers("false"), "toxicity": answers(scores({}))}


@dataclass
class World:
    """The service, a site on which nothing waits by itself, and its one or two stand-ins."""

    api: Api
    desk: Desk
    there: dict[str, StandIn]

    def set(self, **settings: Any) -> None:
        self.api.services.sites.change(SITE, settings=settings)

    def post(self, body: str = "Well said.", **more: Any) -> PublicComment:
        author = {"name": "Ada", "email": EMAIL, "url": "https://ada.example/"}
        response = self.api.post("comments", {"page": "/a", "body": body, "author": author, **more}, address=ADDRESS)
        assert response.is_success, response.text
        comment: PublicComment = response.json()["comment"]
        return comment

    def judged(self, status: str, body: str = "Well said.") -> list[tuple[str, str, str]]:
        """Leave a comment that is to be in this list, and answer what was found of it."""
        comment = self.post(body)
        (row,) = [one for one in self.desk.queue(status)["comments"] if one["id"] == comment["id"]]
        return [(found["check"], found["verdict"], found["reason"]) for found in row["checks"]]


MakeWorld = Callable[..., World]


@pytest.fixture
def make_world(services: Services, clock: StandingClock, ids: Any, desk: Desk) -> Iterator[MakeWorld]:
    with ExitStack() as servers:

        def make(seconds: float = PATIENT, *, is_signed: bool = True, **behaviours: Behaviour) -> World:
            there = {name: servers.enter_context(standing_in(behaviour)) for name, behaviour in behaviours.items()}
            addresses = {
                name: there[name].address if name in there else servers.enter_context(nobody()) for name in TITLES
            }
            outside = Outside(addresses["akismet"], addresses["toxicity"], sign if is_signed else None, seconds=seconds)
            made = Services(Settings(), services.table, clock, ids, seconds=never_hot(), outside=outside)
            wanted = {key: value for name in behaviours for key, value in SETTINGS[name].items()}
            made.sites.change(SITE, settings={"moderation_mode": "hold_suspect", **wanted})
            return World(Api(made), Desk(Api(made), desk.token), there)

        yield make


@pytest.mark.parametrize("check", SETTINGS)
def test_a_comment_with_nothing_against_it_is_public_at_once(make_world: MakeWorld, check: str) -> None:
    world = make_world(**{check: FINE[check]})

    assert world.judged("approved") == []
    assert len(world.there[check].requests) == 1


def test_what_akismet_takes_for_spam_is_spam_and_reads_pending_to_its_author(make_world: MakeWorld) -> None:
    world = make_world(akismet=answers("true", X_akismet_pro_tip="discard"))

    assert world.judged("spam") == [("akismet", "spam", "Akismet takes it for spam.")]
    assert world.post("Another.")["status"] == "pending"


def test_akismet_is_sent_what_it_judges_by_and_the_key_only_within(make_world: MakeWorld) -> None:
    world = make_world(akismet=FINE["akismet"])
    root = world.post()["id"]
    world.post("A reply & more: é.", parent=root)

    sent = [
        {name: value for name, (value,) in parse_qs(one.body.decode()).items()}
        for one in world.there["akismet"].requests
    ]

    assert sent[1] == {
        "api_key": KEY,
        "blog": "https://news.example",
        "blog_lang": "en",
        "blog_charset": "UTF-8",
        "user_ip": ADDRESS,
        "user_agent": BROWSER,
        "permalink": "https://news.example/a",
        "comment_type": "reply",
        "comment_author": "Ada",
        "comment_author_email": EMAIL,
        "comment_author_url": "https://ada.example/",
        "comment_content": "A reply & more: é.",
        "comment_date_gmt": "2026-03-14T12:00:00.000Z",
    }
    assert sent[0]["comment_type"] == "comment"
    assert {one.path for one in world.there["akismet"].requests} == {"/1.1/comment-check"}
    assert not any(KEY in str(one.headers) for one in world.there["akismet"].requests)


def test_what_is_not_known_is_not_sent(make_world: MakeWorld) -> None:
    world = make_world(akismet=FINE["akismet"])
    world.api.comment(page="id:post-1")

    (sent,) = (parse_qs(one.body.decode()) for one in world.there["akismet"].requests)

    assert not {"comment_author_email", "comment_author_url", "permalink", "recheck_reason"} & set(sent)


def test_what_is_toxic_waits_with_its_labels_from_the_highest_on(make_world: MakeWorld) -> None:
    world = make_world(toxicity=answers(scores({"INSULT": 0.5, "HATE_SPEECH": 0.4999, "VIOLENCE_OR_THREAT": 0.93})))

    assert world.judged("pending") == [
        ("toxicity", "hold", "Amazon Comprehend finds it toxic: violence or threat 0.93, insult 0.50.")
    ]


def test_comprehend_is_sent_the_text_and_nothing_else(make_world: MakeWorld) -> None:
    world = make_world(toxicity=FINE["toxicity"])
    world.post("Wohl gesprochen: é.")

    (request,) = world.there["toxicity"].requests

    assert json.loads(request.body) == {"LanguageCode": "en", "TextSegments": [{"Text": "Wohl gesprochen: é."}]}
    assert request.headers["X-Amz-Target"] == "Comprehend_20171127.DetectToxicContent"
    assert request.headers["Content-Type"] == "application/x-amz-json-1.1"
    assert EMAIL not in str(request)
    assert ADDRESS not in str(request)


def the_last_segment_is(**score: float) -> Behaviour:
    def answer(talk: Talk) -> None:
        count = len(json.loads(talk.request.body)["TextSegments"])
        talk.answer(scores(*([{}] * (count - 1)), score).encode())

    return answer


def test_a_long_text_is_judged_in_segments_and_by_the_worst_of_them(make_world: MakeWorld) -> None:
    world = make_world(toxicity=the_last_segment_is(INSULT=0.9))

    assert world.judged("pending", "So long. " * 880)[0][2] == "Amazon Comprehend finds it toxic: insult 0.90."
    sent = json.loads(world.there["toxicity"].requests[0].body)["TextSegments"]
    assert len(sent) == 8


@pytest.mark.parametrize(
    ("worst", "expected"),
    [(0.9, "finds it toxic: insult 0.90."), (0.1, "only the first 10 KB were judged. So it waits.")],
)
def test_a_text_that_is_too_long_to_be_judged_whole_waits(make_world: MakeWorld, worst: float, expected: str) -> None:
    world = make_world(toxicity=the_last_segment_is(INSULT=worst))

    assert world.judged("pending", "\N{BROKEN HEART}" * 8000)[0][2].endswith(expected)
    (request,) = world.there["toxicity"].requests
    assert len(json.loads(request.body)["TextSegments"]) == 10


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "So long. " * 900,
        "\N{BROKEN HEART}" * 999,
        "é" * 999,
        "x" * 2500,
        "line\n" * 700,
        "x" * 999 + " y" + " " * 3000 + "z",
    ],
)
def test_segments_are_small_and_all_of_the_text(text: str) -> None:
    pieces = list(segments_of(text))

    assert all(0 < len(piece.encode()) <= MOST_BYTES for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_segments_end_between_words() -> None:
    assert [piece[-6:] for piece in segments_of("So long. " * 200)] == ["long. "] * 2


SILENT = "it did not answer within 0.2 seconds"
BROKEN, GARBAGE = "it broke the connection off", "its answer is no verdict"
FAILURES: Mapping[str, tuple[Behaviour, str]] = {
    "says nothing": (says_nothing, SILENT),
    "drips its head": (drips_its_head, SILENT),
    "drips its body": (drips_its_body, SILENT),
    "closes": (closes, BROKEN),
    "closes half way": (closes_half_way, BROKEN),
    "speaks no HTTP": (speaks_no_http, BROKEN),
    "never ends": (never_ends, "it answered more than an answer can be"),
    "fails": (answers("<h1>Bad gateway</h1>", 502), "it answered with the status 502"),
    "redirects": (answers("true", 302, Location="http://127.0.0.1:1/"), "it answered with the status 302"),
    "answers nothing": (answers(""), GARBAGE),
    "answers a page": (answers("<html>false</html>"), GARBAGE),
    "answers bytes": (answers(b"\xff\xfe\x00"), GARBAGE),
}
OF_ONE: Mapping[str, Mapping[str, tuple[Behaviour, str]]] = {
    "akismet": {
        "does not take the key": (answers("invalid"), "it does not take the site's akismet_key"),
        "answers JSON": (answers('{"spam": false}'), GARBAGE),
    },
    "toxicity": {
        "does not let us": (
            answers('{"__type":"com.amazon#AccessDeniedException","Message":"x"}', 400),
            "it answered with the status 400 (AccessDeniedException)",
        ),
        "answers no object": (answers("[]"), GARBAGE),
        "answers a text": (answers('"x"'), GARBAGE),
        "answers null": (answers("null"), GARBAGE),
        "answers nothing known": (answers("{}"), GARBAGE),
        "answers of no segment": (answers('{"ResultList": []}'), GARBAGE),
        "answers of too many segments": (answers(scores({}, {})), GARBAGE),
        "answers no labels": (answers('{"ResultList": [{"Labels": [], "Toxicity": 0.0}]}'), GARBAGE),
        "answers labels of another form": (answers('{"ResultList": [{"Labels": {"INSULT": 0.1}}]}'), GARBAGE),
        "answers a score in words": (
            answers('{"ResultList": [{"Labels": [{"Name": "INSULT", "Score": "0"}]}]}'),
            GARBAGE,
        ),
        "answers a truth": (answers('{"ResultList": [{"Labels": [{"Name": "INSULT", "Score": false}]}]}'), GARBAGE),
        "answers no number": (answers('{"ResultList": [{"Labels": [{"Name": "INSULT", "Score": NaN}]}]}'), GARBAGE),
        "answers a score out of bounds": (
            answers('{"ResultList": [{"Labels": [{"Name": "INSULT", "Score": -1}]}]}'),
            GARBAGE,
        ),
        "answers a name of no label": (answers('{"ResultList": [{"Labels": [{"Name": "<b>", "Score": 0}]}]}'), GARBAGE),
        "answers too deep": (answers("[" * 20_000), GARBAGE),
    },
}
ALL_FAILURES = [(check, how) for check in SETTINGS for how in {**FAILURES, **OF_ONE[check]}]


@pytest.mark.parametrize(("check", "how"), ALL_FAILURES)
def test_without_a_verdict_a_comment_waits_or_passes_as_the_site_says(
    make_world: MakeWorld, caplog: pytest.LogCaptureFixture, check: str, how: str
) -> None:
    behaviour, happened = {**FAILURES, **OF_ONE[check]}[how]
    world = make_world(SHORT if happened == SILENT else PATIENT, **{check: behaviour})
    said = f"{TITLES[check]} has not judged it: {happened}."

    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, "urllib3")
    assert world.judged("pending") == [(check, "hold", f"{said} So it waits.")]
    world.set(**{f"{check}_on_error": "pass"})
    assert world.judged("approved", "Another.") == [(check, "pass", f"{said} The site lets that pass.")]

    assert [vars(record)["happened"] for record in caplog.records if record.msg == "external_check_failed"] == [
        happened
    ] * 2
    for record in caplog.records:
        assert not any(
            secret in f"{record.getMessage()} {vars(record)}" for secret in (KEY, EMAIL, ADDRESS, "Well said.")
        )


@pytest.mark.parametrize("check", SETTINGS)
def test_with_the_network_off_a_comment_waits_or_passes_as_the_site_says(make_world: MakeWorld, check: str) -> None:
    world = make_world()
    world.set(**SETTINGS[check])
    said = f"{TITLES[check]} has not judged it: it could not be reached."

    assert world.judged("pending") == [(check, "hold", f"{said} So it waits.")]
    world.set(**{f"{check}_on_error": "pass"})
    assert world.judged("approved", "Another.") == [(check, "pass", f"{said} The site lets that pass.")]


def test_akismet_without_a_key_is_not_asked_and_publishes_nothing_in_silence(make_world: MakeWorld) -> None:
    world = make_world(akismet=FINE["akismet"])
    world.set(akismet=True, akismet_key=None)

    assert world.judged("pending") == [
        ("akismet", "hold", "Akismet has not judged it: there is no akismet_key, so it was not asked. So it waits.")
    ]
    assert world.there["akismet"].requests == []


def test_comprehend_without_credentials_is_not_asked(make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world(is_signed=False, toxicity=FINE["toxicity"])
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")

    assert world.judged("pending")[0][2] == (
        "Amazon Comprehend has not judged it: this service has no credentials for AWS. So it waits."
    )
    assert world.there["toxicity"].requests == []


def test_what_aws_is_asked_is_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "session")

    address = "https://comprehend.eu-west-1.amazonaws.com/"
    headers = AwsSigner("eu-west-1")("comprehend", address, {"X-Amz-Target": "T"}, b"{}")

    assert headers["X-Amz-Target"] == "T"
    assert headers["X-Amz-Security-Token"] == "session"
    assert headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
    assert "/eu-west-1/comprehend/aws4_request, SignedHeaders=host;x-amz-date;" in headers["Authorization"]
    assert "secret" not in headers["Authorization"]


def test_nothing_is_asked_where_nothing_is_set(make_world: MakeWorld) -> None:
    world = make_world(**FINE)
    world.set(akismet_key=None, toxicity_threshold=None)

    assert world.judged("approved") == []
    world.set(akismet_key=KEY, akismet=False)
    assert world.judged("approved", "Another.") == []
    assert [one.requests for one in world.there.values()] == [[], []]


def test_all_are_asked_at_once(make_world: MakeWorld) -> None:
    """Each answers only when the other has been asked too."""
    both = Barrier(2)

    def after_the_other(behaviour: Behaviour) -> Behaviour:
        def answer(talk: Talk) -> None:
            both.wait(PATIENT)
            behaviour(talk)

        return answer

    world = make_world(**{name: after_the_other(behaviour) for name, behaviour in FINE.items()})

    assert world.judged("approved") == []


def test_the_gravest_decides_and_all_reasons_are_kept(make_world: MakeWorld) -> None:
    world = make_world(akismet=answers("true"), toxicity=answers(scores({"INSULT": 0.9})))
    world.set(moderation_mode="hold_all")

    assert [found[:2] for found in world.judged("spam")] == [
        ("akismet", "spam"),
        ("toxicity", "hold"),
        ("everything_waits", "hold"),
    ]
    world.there["akismet"].behaviour = answers("false")
    assert [found[0] for found in world.judged("pending", "Another.")] == ["everything_waits", "toxicity"]


@pytest.mark.parametrize("check", SETTINGS)
def test_an_edit_is_judged_by_them_too(make_world: MakeWorld, check: str) -> None:
    world = make_world(**{check: FINE[check]})
    left = Author.of(world.api)
    world.there[check].behaviour = answers("true") if check == "akismet" else answers(scores({"INSULT": 1}))

    left.edit("Now it is another.")

    (row,) = world.desk.queue("spam" if check == "akismet" else "pending")["comments"]
    assert row["checks"][0]["check"] == check
    assert b"Now it is another." in world.there[check].requests[-1].body.replace(b"+", b" ")
    assert (b"recheck_reason=edit" in world.there[check].requests[-1].body) == (check == "akismet")


@pytest.mark.parametrize("check", SETTINGS)
def test_an_edit_without_a_verdict_waits(make_world: MakeWorld, check: str) -> None:
    world = make_world(**{check: FINE[check]})
    left = Author.of(world.api)
    world.there[check].behaviour = closes

    assert left.edit("Now it is another.")["status"] == "pending"


def test_asking_them_costs_no_round_trip_to_the_table(make_world: MakeWorld, meter: Meter) -> None:
    world = make_world(**FINE)
    world.post()

    with meter.measure() as used:
        world.post("Another.")

    used.assert_budget(round_trips=2)


def test_a_repetition_with_the_same_key_asks_nobody_again(make_world: MakeWorld) -> None:
    world = make_world(**FINE)
    new = {"page": "/a", "body": "Once.", "author": {"name": "Ada"}}
    for _ in range(2):
        assert world.api.post("comments", new, headers={"Idempotency-Key": "once"}).status_code == 201

    assert [len(one.requests) for one in world.there.values()] == [1, 1]


def test_the_key_is_in_no_answer_and_in_no_text_of_the_settings(make_world: MakeWorld) -> None:
    world = make_world(akismet=answers("invalid"))
    world.post()
    world.api.thread()
    world.desk.queue()
    world.api.get("thread.html", params={"page": "/a"})
    world.api.get("challenge")
    world.api.get("comments", params={"page": "null"})

    calls = [*world.api.calls, *world.desk.api.calls]
    assert not [call for call in calls if KEY in f"{call.text} {call.headers}"]
    assert KEY not in repr(world.api.services.sites.get(SITE).settings)


def test_a_key_that_is_none_is_refused_without_being_repeated(services: Services) -> None:
    with pytest.raises(Exception, match="akismet_key") as failure:
        services.sites.change(SITE, settings={"akismet_key": "not a key"})

    assert "not a key" not in f"{failure.value} {failure.value.__cause__}"


def test_a_bug_in_a_check_is_no_verdict_either(make_world: MakeWorld) -> None:
    """It is told as one, and nothing is stored."""
    world = make_world(akismet=FINE["akismet"])

    def fails(*_: Any) -> Any:
        raise ZeroDivisionError

    made = Services(
        Settings(),
        world.api.services.table,
        seconds=never_hot(),
        outside=Outside(comprehend="http://127.0.0.1:1", sign=fails),
    )
    made.sites.change(SITE, settings={"akismet_key": None, "toxicity_threshold": 0.5})

    response = Api(made).post("comments", {"page": "/b", "body": "Hi.", "author": {"name": "Ada"}})

    assert (response.status_code, response.json()["code"]) == (500, "internal_error")
    assert world.desk.queue("approved", page="/b")["comments"] == []
    assert world.desk.queue("pending", page="/b")["comments"] == []


def test_what_happened_is_all_that_such_a_failure_tells() -> None:
    assert str(NoVerdict("it did not answer")) == "it did not answer"
