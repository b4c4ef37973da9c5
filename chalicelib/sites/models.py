"""What a site is, and its settings with their types, defaults and meanings."""

import re
from dataclasses import dataclass
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

SITE_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
"""A site's id: 1 to 40 lower-case letters, digits and hyphens."""

ModerationMode = Literal["hold_all", "hold_new", "hold_suspect"]


def _known_timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as failure:
        raise ValueError("is no timezone of the IANA list, such as Europe/London") from failure
    return name


Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
ReservedName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class SiteSettings(BaseModel):
    """What a site's people can set. Those not set have the default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    moderation_mode: ModerationMode = Field(
        "hold_all",
        description="hold_all: every comment waits for a moderator; hold_new: those of authors who are not trusted yet; "
        "hold_suspect: only those that a check holds",
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
    )
    tracking_parameters: tuple[Annotated[str, StringConstraints(min_length=1, max_length=64)], ...] = Field(
        (),
        max_length=100,
        description="query parameters that do not make another page, beside the list in docs/page-key.md",
    )
    privacy_url: str | None = Field(None, max_length=2048, pattern=r"^https?://", description="shown beside the form")
    guidelines: str | None = Field(None, max_length=2000, description="shown above the form")
    reserved_names: tuple[ReservedName, ...] = Field(
        (),
        max_length=100,
        description="names that no comment may be left under, nor any that looks the same, beside those of moderators",
    )


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

    @property
    def reserved_names(self) -> tuple[str, ...]:
        """The names that no reader may take."""
        return (*self.settings.reserved_names, *self.moderator_names)


Role = Literal["moderator", "admin"]


@dataclass(frozen=True)
class Token:
    """A moderator's or admin's token, without the secret, which is not stored."""

    id: str
    site: str
    role: Role
    name: str
    created_at: str
