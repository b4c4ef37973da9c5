"""Toxicity: Amazon Comprehend scores a text for insults, threats and their kin. Nothing but the text is sent, within AWS.

It knows English only, and takes ten segments of 1 KB at a time.
"""

import json
import re
from collections.abc import Iterator, Mapping

from chalicelib.comments.models import Finding
from chalicelib.errors import NoVerdict
from chalicelib.moderation.checks import Case
from chalicelib.outside.places import Sign
from chalicelib.outside.web import Reply, Web
from chalicelib.sites.models import OnError, SiteSettings

MOST_SEGMENTS = 10
MOST_BYTES = 1000
"""Of a segment."""

_OK = 200
_HEADERS = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "Comprehend_20171127.DetectToxicContent"}
_ERROR = re.compile(r'"__type"\s*:\s*"(?:[\w.]+#)?(\w{1,60})"')
_GARBAGE = "its answer is no verdict"


class Toxicity:
    """Asks how toxic a text is, and holds it from the site's threshold on."""

    name = "toxicity"
    title = "Amazon Comprehend"

    def __init__(self, web: Web, sign: Sign, address: str) -> None:
        self._web = web
        self._sign = sign
        self._address = f"{address}/"

    def is_on(self, settings: SiteSettings) -> bool:
        """Tell whether a site wants it asked."""
        return settings.toxicity_threshold is not None

    def on_error(self, settings: SiteSettings) -> OnError:
        """Tell what a site wants of comments without a verdict."""
        return settings.toxicity_on_error

    def ask(self, case: Case) -> Finding | None:
        """Answer which labels are at or over the threshold, if any is. Raises `NoVerdict`, also for what is too long to be judged whole."""
        segments = list(segments_of(case.comment.body))
        scores = self._scores(segments[:MOST_SEGMENTS])
        threshold = case.site.settings.toxicity_threshold or 0.0
        over = {name: score for name, score in scores.items() if score >= threshold}
        if over:
            named = ", ".join(f"{_words(name)} {score:.2f}" for name, score in sorted(over.items(), key=_from_highest))
            return Finding(self.name, "hold", f"Amazon Comprehend finds it toxic: {named}.")
        if len(segments) > MOST_SEGMENTS:
            raise NoVerdict("the text is longer than what it takes, and only the first 10 KB were judged")
        return None

    def _scores(self, segments: list[str]) -> Mapping[str, float]:
        """Answer the highest score of each label in any of the segments."""
        asked = {"LanguageCode": "en", "TextSegments": [{"Text": segment} for segment in segments]}
        body = json.dumps(asked).encode()
        reply = self._web.post(self._address, self._sign("comprehend", self._address, _HEADERS, body), body)
        if reply.status != _OK:
            raise NoVerdict(f"it answered with the status {reply.status}{_reason(reply)}")
        found: dict[str, float] = {}
        for name, score in _labels(reply.body, len(segments)):
            found[name] = max(score, found.get(name, 0.0))
        return found


def segments_of(text: str) -> Iterator[str]:
    """Cut a text into segments of at most `MOST_BYTES`, between words where it can be."""
    while text:
        piece = text[:MOST_BYTES].encode()[:MOST_BYTES].decode(errors="ignore")
        if len(piece) < len(text):
            words = re.match(r".*\s", piece, re.DOTALL)
            piece = words[0] if words else piece
        if piece.strip():
            yield piece
        text = text[len(piece) :]


def _labels(body: bytes, segment_count: int) -> Iterator[tuple[str, float]]:
    try:
        results = json.loads(body)["ResultList"]
        found = [[(label["Name"], label["Score"]) for label in result["Labels"]] for result in results]
    except (ValueError, KeyError, TypeError, RecursionError) as failure:
        raise NoVerdict(_GARBAGE) from failure
    if len(found) != segment_count or not all(found):
        raise NoVerdict(_GARBAGE)
    for label in (label for labels in found for label in labels):
        yield _checked(*label)


def _checked(name: object, score: object) -> tuple[str, float]:
    is_score = isinstance(score, int | float) and not isinstance(score, bool) and 0 <= score <= 1
    if not isinstance(name, str) or not re.fullmatch(r"[A-Z_]{1,40}", name) or not is_score:
        raise NoVerdict(_GARBAGE)
    return name, float(score)  # type: ignore[arg-type] # as just seen


def _reason(reply: Reply) -> str:
    """Answer the name of AWS's error: it tells the operator what is missing."""
    match = _ERROR.search(reply.body.decode(errors="replace"))
    return f" ({match[1]})" if match else ""


def _words(label: str) -> str:
    return label.lower().replace("_", " ")


def _from_highest(labelled: tuple[str, float]) -> tuple[float, str]:
    return -labelled[1], labelled[0]
