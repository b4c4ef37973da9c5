"""What all errors have: a code, and for those that a caller can mend, what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field or parameter: its path with dots, a stable code, a sentence."""

    field: str
    code: str
    message: str


class BelowlineError(Exception):
    """The root of the tree."""

    code: ClassVar[str]

    @classmethod
    def example(cls) -> Self:
        """Answer one as the API's description shows it."""
        return cls()


class Refused(BelowlineError):
    """A call that its caller can mend; `detail` says how, in a sentence a person can act on, and `fields` where, if it is known."""

    title: ClassVar[str]
    help: ClassVar[str]
    fields: tuple[FieldError, ...] = ()

    def __init__(self, detail: str | None = None) -> None:
        self.detail = detail or self.help
        super().__init__(self.detail)


class InvalidRequest(Refused):
    """Fields or parameters that are missing, unknown or malformed, each named."""

    code = "invalid_request"
    title = "The request is not valid"
    help = "See `errors` for each field."

    def __init__(self, fields: Sequence[FieldError]) -> None:
        self.fields = tuple(fields)
        super().__init__("; ".join(f"{field.field}: {field.message}" for field in self.fields))

    @classmethod
    def example(cls) -> Self:
        """Answer one of a parameter that is out of its limits."""
        return cls([FieldError("limit", "less_than_equal", "Input should be less than or equal to 100")])
