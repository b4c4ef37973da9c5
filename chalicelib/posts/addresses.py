"""Which addresses of the network a feed may be fetched from: those that all the world can reach.

A name may resolve to anything, and so may the same name a moment later. Whoever fetches resolves it once, asks here, and connects to the
address that was judged and to no other.
"""

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address
Rule = Callable[[Address], bool]
"""Tells whether an address may be connected to."""
Resolve = Callable[[str, int], Sequence[str]]
"""Answers the addresses of a host, in the order to try them. Raises `OSError`."""

_OF_THE_WORLD = IPv6Network("2000::/3")
"""All that is given to networks by now; Python takes some of the rest for global too."""
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""By which a gateway (NAT64) reaches IPv4 addresses; Python takes it for global, whatever is behind."""


def is_global(address: Address) -> bool:
    """Tell whether all the world can reach it: nothing private, local, shared, multicast or reserved, in whichever wrapping."""
    if isinstance(address, IPv6Address):
        inner = _wrapped(address)
        if inner is not None:
            return is_global(inner)
        if address not in _OF_THE_WORLD:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def is_global_or_loopback(address: Address) -> bool:
    """Tell the same of a service that runs on this machine alone, as the demo publication does."""
    return address.is_loopback or is_global(address)


def resolve(host: str, port: int) -> list[str]:
    """Ask the system for the addresses of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


def allowed(addresses: Sequence[str], rule: Rule) -> list[str]:
    """Answer those addresses that may be connected to."""
    return [text for text in addresses if rule(ip_address(text))]


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
