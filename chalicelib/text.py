"""Text that people send and others read: what must not be in it, wherever it is shown."""

_DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def overrides_direction(text: str) -> bool:
    """Tell whether a text turns the direction of letters around, and perhaps that of what stands beside it."""
    return not _DIRECTION_OVERRIDES.isdisjoint(text)
