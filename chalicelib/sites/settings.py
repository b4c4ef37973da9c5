"""Settings as they are sent, judged, shown and told: all made of `SiteSettings`, so that a setting is written once.

A setting whose `json_schema_extra` says `writeOnly` is a secret: it can be set, and never read again.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    create_model,
)
from pydantic.fields import FieldInfo

from chalicelib.errors import FieldError, InvalidRequest, field_error
from chalicelib.signon.keys import broken_key
from chalicelib.sites.models import Site, SiteSettings
from chalicelib.sites.origins import origin_of
from chalicelib.sites.sense import nonsense

HIDDEN = "********"
"""Stands for a secret that is set. Sent back, it leaves the secret as it is."""

MOST_BYTES = 128 * 1024
"""Of all settings that a site has given, as JSON. Its item and a line of the log that has them twice stay below 400 KB."""

_Fields = Mapping[str, FieldInfo]


def merged(given: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Answer the settings that are given once `changes` are made; None gives one back."""
    changed = {name: value for name, value in changes.items() if value != HIDDEN or name not in secrets()}
    return {name: value for name, value in {**given, **changed}.items() if value is not None}


def valid(given: Mapping[str, Any], origins: Sequence[str]) -> dict[str, Any]:
    """Answer the settings that a site gives, as JSON has them and as they are stored. Raises `InvalidRequest`, which names each."""
    try:
        settings = SiteSettings.of(given)
    except ValidationError as failure:
        raise InvalidRequest([field_error(error) for error in failure.errors(include_url=False)]) from failure
    senseless = nonsense(settings)
    if senseless:
        raise InvalidRequest(senseless)
    if settings.feed_url is not None and origin_of(settings.feed_url) not in origins:
        raise _invalid("feed_url", "not_on_site", f"must be on one of the site's origins: {', '.join(origins)}")
    broken = None if settings.sign_on_keys is None else broken_key(settings.sign_on_keys["keys"])
    if broken is not None:
        raise _invalid(
            f"sign_on_keys.keys.{broken}", "no_key", "must be a public key; one of RSA has 2,048 bits at least"
        )
    stored: dict[str, Any] = settings.model_dump(mode="json", include=set(given))
    sizes = {name: len(json.dumps(value, ensure_ascii=False).encode()) for name, value in stored.items()}
    if sum(sizes.values()) > MOST_BYTES:
        longest = max(sizes, key=lambda name: sizes[name])
        raise _invalid(
            longest, "too_large", f"all settings of a site may have {MOST_BYTES:,} bytes together; shorten this"
        )
    return stored


def shown(site: Site) -> dict[str, Any]:
    """Answer every setting of a site as it is, of secrets only whether they are set, and the names of those that are given."""
    given = [name for name in SiteSettings.model_fields if name in site.given]
    return {**hidden(site.settings.model_dump(mode="json")), "given": given}


def hidden(values: Mapping[str, Any], fields: _Fields = SiteSettings.model_fields) -> dict[str, Any]:
    """Answer settings without what is secret of them."""
    names = secrets(fields)
    return {name: HIDDEN if name in names and value is not None else value for name, value in values.items()}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Answer `before` and `after` of what is not in both alike; None for what is not there."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {
        "before": {name: before.get(name) for name in names},
        "after": {name: after.get(name) for name in names},
    }


def secrets(fields: _Fields = SiteSettings.model_fields) -> frozenset[str]:
    """Answer the names of settings that are secrets."""
    return frozenset(name for name, field in fields.items() if _extra(field).get("writeOnly"))


def changes_of(fields: _Fields) -> type[BaseModel]:
    """Make the model of changes: any of the settings, each of its own type and never another that could be made into it, or null."""
    optional: dict[str, Any] = {name: _as_sent(field) for name, field in fields.items()}
    config = ConfigDict(extra="forbid", frozen=True, strict=True, json_schema_extra=_as_changes, defer_build=True)
    made: type[BaseModel] = create_model("SettingsChanges", __config__=config, __module__=__name__, **optional)
    made.__doc__ = "What to change of a site's settings: only what is given; null gives a setting back to its default."
    return made


def shown_of(fields: _Fields) -> type[BaseModel]:
    """Make the model of all settings as they are shown."""
    every: dict[str, Any] = {name: _as_shown(field) for name, field in fields.items()}
    about = (
        "The names of those that the site has given itself; the others have the value of its profile, or the default."
    )
    given = (list[str], Field(description=about, examples=[["moderation_mode"]]))
    made: type[BaseModel] = create_model(
        "ShownSettings", __config__=ConfigDict(defer_build=True), __module__=__name__, **every, given=given
    )
    made.__doc__ = "Every setting of a site as it is."
    return made


def _as_sent(field: FieldInfo) -> tuple[Any, Any]:
    sent = _sent(field) | None
    if _extra(field).get("writeOnly"):
        about = f"{_about(field)}; `{HIDDEN}` leaves it as it is"
        return Annotated[sent, WrapValidator(_unless_hidden)], Field(None, description=about)
    return sent, Field(None, description=_about(field))


def _unless_hidden(sent: Any, judge: ValidatorFunctionWrapHandler) -> Any:
    """Let what stands for a secret come back, which is none and need not have the form of one."""
    return sent if sent == HIDDEN else judge(sent)


def _as_shown(field: FieldInfo) -> tuple[Any, Any]:
    if _extra(field).get("writeOnly"):
        return Literal["********"] | None, Field(None, description=f"{_about(field)}; shown is only whether it is set")
    value = field.default if not isinstance(field.default, tuple) else list(field.default)
    sent = _sent(field) if field.default is not None else _sent(field) | None
    return sent, Field(value, description=_about(field))


def _sent(field: FieldInfo) -> Any:
    """Answer the type of a setting as JSON has it, with its limits, and without null."""
    plain: Any = field.annotation
    options = [option for option in get_args(plain) if option is not type(None)]
    if get_origin(plain) is not Literal and type(None) in get_args(plain):
        plain = Union[tuple(options)]  # noqa: UP007 - of as many as there are
    if get_origin(plain) is tuple:
        plain = list[options[0]]  # type: ignore[valid-type] # a type that is known when it runs
    notes = [*field.metadata, *([Field(json_schema_extra=_extra(field))] if _extra(field) else [])]
    return Annotated[(plain, *notes)] if notes else plain


def _about(field: FieldInfo) -> str:
    return field.description or ""


def _extra(field: FieldInfo) -> dict[str, Any]:
    extra = field.json_schema_extra
    return extra if isinstance(extra, dict) else {}


def _as_changes(schema: dict[str, Any]) -> None:
    schema["examples"] = [{"moderation_mode": "hold_suspect", "max_links": 3}]
    for described in schema["properties"].values():  # what is left out stays as it is
        del described["default"]


def _invalid(field: str, code: str, message: str) -> InvalidRequest:
    return InvalidRequest([FieldError(field, code, message)])


SettingsChanges = changes_of(SiteSettings.model_fields)
ShownSettings = shown_of(SiteSettings.model_fields)
