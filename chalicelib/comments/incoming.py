"""What readers send: each field is checked and brought into one form here, before anything else looks at it."""

import unicodedata
from functools import partial
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from chalicelib.comments.names import MOST_OF_NAME, has_something_to_read, readable_name
from chalicelib.incoming import Incoming
from chalicelib.pages.models import PageText
from chalicelib.text import overrides_direction

MOST_OF_BODY = 8000


def _body(body: str) -> str:
    body = body.replace("\r\n", "\n").strip()
    if not 1 <= len(body) <= MOST_OF_BODY:
        raise ValueError(f"must have 1 to {MOST_OF_BODY} characters")
    if any(unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t" for character in body):
        raise ValueError("must not have control characters other than line breaks and tabs")
    if overrides_direction(body):
        raise ValueError("must not have characters that override the direction of text")
    if not has_something_to_read(body):
        raise ValueError("must have something to read")
    return body


BodyText = Annotated[
    str,
    AfterValidator(_body),
    Field(
        description="1 to 8,000 code points of Markdown, without spaces around. "
        "With something to read; no control characters other than line breaks and tabs, and no direction overrides.",
        examples=["*Well* said."],
        json_schema_extra={"minLength": 1, "maxLength": MOST_OF_BODY, "format": "comment-body"},
    ),
]


def _email(email: str) -> str:
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - most comments come without one

    try:
        return validate_email(email.strip(), check_deliverability=False, strict=True).normalized
    except EmailNotValidError as failure:
        raise ValueError("must be an e-mail address such as name@example.org") from failure


def _url(url: str) -> str:
    from pydantic import HttpUrl, TypeAdapter, ValidationError  # noqa: PLC0415

    try:
        return str(TypeAdapter(HttpUrl).validate_python(url.strip()))
    except ValidationError as failure:
        raise ValueError("must be an address that starts with http:// or https://") from failure


def _or_blank(schema: dict[str, Any], *, like: dict[str, str]) -> None:
    """Describe an optional field that may be like this, blank or null."""
    _or_null(schema, like=like)
    schema["anyOf"].insert(1, {"type": "string", "pattern": r"^\s*$"})


def _or_null(schema: dict[str, Any], *, like: dict[str, str]) -> None:
    schema["anyOf"][0] |= like


class NewAuthor(Incoming):
    """Who leaves a comment; a name is enough."""

    name: Annotated[str, AfterValidator(readable_name)] = Field(
        description="1 to 80 code points, without spaces around. "
        "No control characters, direction overrides, characters that nobody sees, or more than four marks in a row.",
        examples=["Ada"],
        json_schema_extra={"minLength": 1, "maxLength": MOST_OF_NAME, "format": "author-name"},
    )
    email: Annotated[str, AfterValidator(_email)] | None = Field(
        None,
        max_length=254,
        description="A valid address, never shown to readers. An empty one is none.",
        examples=["ada@home.example"],
        json_schema_extra=partial(_or_blank, like={"format": "email"}),
    )
    url: Annotated[str, AfterValidator(_url)] | None = Field(
        None,
        max_length=2048,
        description="The author's website: a valid http or https address. An empty one is none.",
        examples=["https://ada.example/"],
        json_schema_extra=partial(_or_blank, like={"format": "uri", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?:"}),
    )

    @field_validator("email", "url", mode="before")
    @classmethod
    def _blank_is_none(cls, given: object) -> object:
        return None if isinstance(given, str) and not given.strip() else given


class FormSigns(Incoming):
    """How the form was filled in, which tells people from programs. Clients other than forms leave it out."""

    trap: str = Field(
        "", max_length=1000, description="What stands in a field that people do not see: empty.", examples=[""]
    )
    seconds: float | None = Field(
        None, ge=0, le=1e9, strict=True, description="How long it took to fill in the form.", examples=[42.5]
    )
    proof: str | None = Field(
        None, max_length=4096, description="The solution of a proof of work, where one is asked for."
    )


class NewComment(Incoming):
    """A comment as a reader sends it."""

    page: PageText
    body: BodyText
    author: NewAuthor | None = Field(
        None,
        validate_default=True,
        description="Who leaves it. With a sign-on token it may be left out: name and e-mail are those of the token, whatever stands here.",
        examples=[{"name": "Ada", "email": "ada@home.example"}],
    )
    parent: str | None = Field(
        None,
        max_length=64,
        description="The id of the comment that this one replies to, on the same page.",
        json_schema_extra=partial(_or_null, like={"format": "id"}),
    )
    form: FormSigns = Field(FormSigns(), description="How the form was filled in, where there was one.")

    @field_validator("author")
    @classmethod
    def _is_told(cls, author: NewAuthor | None, about: ValidationInfo) -> NewAuthor | None:
        """Ask who comments of all but those whom a token may name."""
        if author is None and not (about.context or {}).get("has_token"):
            raise PydanticCustomError("missing", "Field required")
        return author


class Edit(Incoming):
    """A comment's text as its author wants it now."""

    body: BodyText
