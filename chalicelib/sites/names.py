"""Names of sites and tokens, and how what is given of these is refused."""

from chalicelib.errors import FieldError, InvalidRequest


def printable(text: str, field: str, most: int) -> str:
    """Answer a name without spaces around; raises `InvalidRequest` for one that is empty, too long or cannot be read."""
    trimmed = text.strip()
    if not 0 < len(trimmed) <= most or not trimmed.isprintable():
        raise invalid(field, "invalid_name", f"use 1 to {most} printable characters")
    return trimmed


def invalid(field: str, code: str, message: str) -> InvalidRequest:
    """Answer the refusal of one field."""
    return InvalidRequest([FieldError(field, code, message)])
