"""What a site is, and its settings with their types, defaults and meanings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from chalicelib.signon.keys import PublicKeys
from chalicelib.signon.models import Trust

SITE_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
"""A site's id: 1 to 40 lower-case letters, digits and hyphens."""

ModerationMode = Literal["hold_all", "hold_new", "hold_suspect"]


def _known_timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as failure:
        raise ValueError("is no timezone of the IANA list, such as Europe/London") from failure
    return name


Language = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"),
    Field(json_schema_extra={"format": "language"}),
]
ReservedName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=80),
    Field(json_schema_extra={"format": "listed-name"}),
]
Word = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=2, max_length=100),
    Field(json_schema_extra={"format": "word"}),
]
SharedSecret = Annotated[str, StringConstraints(min_length=32, max_length=256, pattern=r"^[!-~]+$")]
"""Of as many bytes at least as HS256 makes of it (RFC 7518)."""
Profile = Literal["balanced", "strict"]
OnError = Literal["hold", "pass"]
"""What becomes of a comment of which a service that was asked has said nothing: it waits, or goes on as if nobody had been asked."""

PROFILES: Mapping[str, Mapping[str, Any]] = {
    "balanced": {},
    "strict": {"max_links": 0, "flags_to_hold": 2, "posts_per_minute": 2, "trust_after": 5},
}
"""What each profile sets otherwise than the defaults. A setting that a site has given itself comes before its profile's."""


class SiteSettings(BaseModel):
    """What a site's people can set. Those not set have the default."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)  # which may be a secret

    moderation_mode: ModerationMode = Field(
        "hold_all",
        description="hold_all: every comment waits for a moderator; hold_new: those of authors who are not trusted yet; "
        "hold_suspect: only those that a check holds",
    )
    profile: Profile = Field(
        "balanced",
        description="the settings that are not given: balanced takes the defaults, strict is for a site under attack",
        json_schema_extra={"x-profiles": {name: dict(values) for name, values in PROFILES.items()}},
    )
    trust_after: int = Field(
        2, ge=1, le=100, description="under hold_new: approved comments after which a proven identity is trusted"
    )
    flags_to_hold: int = Field(
        5, ge=0, le=1000, description="so many flags hold an approved comment for a moderator; 0: none do"
    )
    max_links: int = Field(2, ge=0, le=100, description="comments with more links than these wait")
    banned_words: tuple[Word, ...] = Field(
        (), max_length=1000, description="words and phrases that mark a comment as spam"
    )
    suspect_words: tuple[Word, ...] = Field((), max_length=1000, description="words and phrases that hold a comment")
    posts_per_minute: int = Field(
        5, ge=0, le=1000, description="comments and edits that one address may send in a minute; 0: any number"
    )
    proof_of_work: bool = Field(
        default=False, description="browsers have to solve a puzzle for each comment before it is taken"
    )
    proof_difficulty: int = Field(
        1000, ge=1, le=100_000, description="tries that the puzzle takes at most, half of them on average"
    )
    akismet: bool | None = Field(None, description="ask Akismet about comments; null: once there is a key")
    akismet_key: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[!-~]+$")] | None = Field(
        None, repr=False, description="the site's key for Akismet, a secret", json_schema_extra={"writeOnly": True}
    )
    akismet_on_error: OnError = Field(
        "hold", description="hold: a comment on which Akismet gives no verdict waits; pass: it need not"
    )
    toxicity_threshold: float | None = Field(
        None,
        ge=0,
        le=1,
        description="ask Amazon Comprehend about comments, and hold those with a score from here on; null: never ask",
    )
    toxicity_on_error: OnError = Field(
        "hold", description="hold: a comment on which Amazon Comprehend gives no verdict waits; pass: it need not"
    )
    close_after_days: int = Field(
        0, ge=0, le=36_500, description="days after its publication that a page of the feed closes; 0: never"
    )
    feed_url: str | None = Field(
        None,
        max_length=2048,
        pattern=r"^https?://",
        description="the site's RSS or Atom feed, on one of its origins",
        json_schema_extra={"format": "site-url"},
    )
    popular_known_pages_only: bool | None = Field(
        None,
        description="list as popular only pages that the feed or a moderator named; null: once there is a feed",
    )
    sign_on_secret: SharedSecret | None = Field(
        None,
        repr=False,
        description="what the publisher's site signs readers' tokens with by HS256, a secret",
        json_schema_extra={"writeOnly": True},
    )
    sign_on_second_secret: SharedSecret | None = Field(
        None,
        repr=False,
        description="another one that is good too, while the first is replaced, a secret",
        json_schema_extra={"writeOnly": True},
    )
    sign_on_keys: PublicKeys | None = Field(
        None, description="public keys of what signs readers' tokens by RS256, ES256 or EdDSA: a JSON Web Key Set"
    )
    sign_on_audience: str | None = Field(
        None, min_length=1, max_length=200, description="whom readers' tokens are for, their `aud`; null: the site's id"
    )
    sign_on_issuer: str | None = Field(
        None,
        min_length=1,
        max_length=500,
        description="who makes readers' tokens, their `iss`; null: it does not matter",
    )
    edit_window_minutes: int = Field(
        15, ge=0, le=1440, description="how long authors may edit or withdraw their comment"
    )
    languages: tuple[Language, ...] = Field(
        ("en",), min_length=1, description="languages of the site, the main one first"
    )
    timezone: Annotated[str, AfterValidator(_known_timezone)] = Field(
        "UTC",
        description="IANA name; days of views and of statistics are days of this timezone",
        json_schema_extra={"format": "timezone"},
    )
    tracking_parameters: tuple[Annotated[str, StringConstraints(min_length=1, max_length=64)], ...] = Field(
        (),
        max_length=100,
        description="query parameters that do not make another page, beside the list in docs/page-key.md",
    )
    privacy_url: str | None = Field(None, max_length=2048, pattern=r"^https?://", description="linked above the form")
    guidelines: str | None = Field(None, max_length=2000, description="shown above the form")
    reserved_names: tuple[ReservedName, ...] = Field(
        (),
        max_length=100,
        description="names that no comment may be left under, alone or set apart, nor what looks the same; moderators' are too",
    )

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        """Answer the settings of a site that has given these itself; the others are of its profile. Raises pydantic's error."""
        profile = given.get("profile", "balanced")
        of_profile = PROFILES.get(profile, {}) if isinstance(profile, str) else {}
        return cls.model_validate({**of_profile, **given})

    @property
    def lists_known_pages_only(self) -> bool:
        """Whether lists of popular pages have only those that the publisher has named."""
        return self.feed_url is not None if self.popular_known_pages_only is None else self.popular_known_pages_only


@dataclass(frozen=True)
class Secrets:
    """What a site signs and hashes with. `signing` holds the newest key last; older ones are still honoured.

    `visitor_keys` hash visitors for reactions and flags: the key of this period, and that of the one before if there was one.
    """

    signing: tuple[bytes, ...]
    salt: bytes
    salt_day: str
    visitor_keys: tuple[bytes, ...]
    visitor_period: int


@dataclass(frozen=True)
class Site:
    """One website served, ready to work with. `moderator_names` are those of its tokens."""

    id: str
    name: str
    origins: tuple[str, ...]
    settings: SiteSettings
    secrets: Secrets
    created_at: str
    moderator_names: tuple[str, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """The settings that its people have set themselves, as JSON has them."""
    version: str | None = None
    """The mark of the write by which its name, origins and settings became what they are."""

    @property
    def reserved_names(self) -> tuple[str, ...]:
        """The names that no reader may take."""
        return (*self.settings.reserved_names, *self.moderator_names)

    @property
    def trust(self) -> Trust:
        """What the tokens of its sign-on are known by."""
        settings = self.settings
        return Trust(
            secrets=[one for one in (settings.sign_on_secret, settings.sign_on_second_secret) if one is not None],
            keys=[] if settings.sign_on_keys is None else settings.sign_on_keys["keys"],
            audience=settings.sign_on_audience or self.id,
            issuer=settings.sign_on_issuer,
        )


Role = Literal["moderator", "admin"]


@dataclass(frozen=True)
class Token:
    """A moderator's or admin's token, without the secret, which is not stored."""

    id: str
    site: str
    role: Role
    name: str
    created_at: str
