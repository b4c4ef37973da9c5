"""Origins and hosts in one spelling: what a site stores is what a browser sends as `Origin`."""

import re
from contextlib import suppress
from ipaddress import IPv6Address
from urllib.parse import unquote

from chalicelib.errors import FieldError, InvalidRequest

DEFAULT_PORTS = {"http": (80,), "https": (443,), "": (80, 443)}
"""Ports that need not be named, by scheme; an address that starts with `//` has the scheme of the page it stands on."""

_ADDRESS = re.compile(r"(https?)://([^/?#\\@]+)(?=[/?#]|$)", re.IGNORECASE)
_ORIGIN = re.compile(r"(https?)://([^/?#\\@]+)/?", re.IGNORECASE)
_AUTHORITY = re.compile(r"(?:.*@)?(?:\[(?P<ipv6>[^\[\]]+)\]|(?P<name>[^:\[\]]+))(?::(?P<port>[0-9]*))?")
_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_LAST_PORT = 65_535


def normal_origin(text: str) -> str:
    """Answer `scheme://host` or `scheme://host:port` as browsers send it; raises `InvalidRequest` for anything else."""
    origin = origin_of(text) if _ORIGIN.fullmatch(text.strip()) else None
    if origin is not None:
        return origin
    message = f"{text!r} is no origin; write scheme, host and port as in https://news.example, without a path"
    raise InvalidRequest([FieldError("origins", "invalid_origin", message)])


def origin_of(url: str) -> str | None:
    """Answer the origin of an absolute http or https address, None where it has none."""
    match = _ADDRESS.match(url.strip())
    if match:
        with suppress(ValueError):
            scheme = match[1].lower()
            return f"{scheme}://{normal_host(scheme, match[2])}"
    return None


def normal_host(scheme: str, authority: str) -> str:
    """Answer `host` or `host:port` of a URL's authority: lower case, punycode, no user-info, no default port.

    `scheme` is one of `DEFAULT_PORTS`. Raises `ValueError` for what no browser would take as a host.
    """
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        raise ValueError(authority)
    host = f"[{IPv6Address(match['ipv6'])}]" if match["ipv6"] else _normal_name(match["name"])
    if not match["port"]:
        return host
    port = int(match["port"])
    if port > _LAST_PORT:
        raise ValueError(authority)
    return host if port in DEFAULT_PORTS[scheme] else f"{host}:{port}"


def _normal_name(name: str) -> str:
    decoded = unquote(name)
    ascii_name = decoded.lower() if decoded.isascii() else _punycode(decoded)
    undotted = ascii_name.removesuffix(".")
    if not _NAME.fullmatch(undotted):
        raise ValueError(name)
    return undotted


def _punycode(name: str) -> str:
    import idna  # noqa: PLC0415 - its tables take longer to load than all else here, and browsers send punycode

    return idna.encode(name, uts46=True).decode()
