"""Cursors: where a list goes on, signed and bound to the list, so that nobody can forge one or carry it elsewhere."""

from collections.abc import Sequence

from itsdangerous import BadData, URLSafeSerializer

from chalicelib.errors import InvalidCursor


def write_cursor(keys: Sequence[bytes], scope: Sequence[str], position: Sequence[str]) -> str:
    """Answer the cursor of `position` in the list that `scope` names, signed with the last of `keys`."""
    return str(_serializer(keys, scope).dumps(list(position)))


def read_cursor(keys: Sequence[bytes], scope: Sequence[str], cursor: str) -> list[str]:
    """Answer the position in a cursor; raises `InvalidCursor` for one that was changed or is of another list."""
    try:
        position = _serializer(keys, scope).loads(cursor)
    except BadData as failure:
        raise InvalidCursor from failure
    return [str(part) for part in position]


def read_place(keys: Sequence[bytes], scope: Sequence[str], cursor: str | None) -> str | None:
    """Answer the position in the cursor of a list whose positions are one text each, None without a cursor; raises `InvalidCursor`."""
    if cursor is None:
        return None
    position = read_cursor(keys, scope, cursor)
    if len(position) != 1:
        raise InvalidCursor
    return position[0]


def _serializer(keys: Sequence[bytes], scope: Sequence[str]) -> URLSafeSerializer:
    return URLSafeSerializer(list(keys), salt="\x00".join(("cursor", *scope)))
