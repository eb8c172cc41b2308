"""Which addresses the public internet has, and how a URL is read: one reading, and anything doubtful is refused."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62}))*")
_NUMERIC_LABEL = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PORTS = {"https": 443, "http": 80}
_TRANSLATED = [
    ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")
]
"""IPv6 ranges that carry an IPv4 address: NAT64, 6to4, Teredo, IPv4-compatible. They could lead anywhere."""


_RETIRED = [ipaddress.ip_network(net) for net in ("fec0::/10", "192.88.99.0/24")]
"""Ranges that once were site-local or relays and that Python still counts as public."""


def parse_url(url: str) -> tuple[str, str, int, str]:
    """`(scheme, host, port, path with query)` of an http(s) URL. Raises ValueError saying what is wrong with it."""
    if len(url) > 2_000 or not url.isascii() or re.search(r"[\x00-\x20\x7f\\]", url):
        raise ValueError("it is too long or holds spaces, control characters, backslashes or letters beyond ASCII")
    parts = urlsplit(url)
    if parts.scheme not in _PORTS:
        raise ValueError(f"`{parts.scheme[:20]}:` is not https")
    if "@" in parts.netloc:
        raise ValueError("it carries a user name or password")
    if parts.fragment:
        raise ValueError("it has a fragment")
    try:
        port = parts.port
    except ValueError:
        raise ValueError("its port is not a number up to 65535") from None
    host = check_host(parts.hostname or "", bracketed="[" in parts.netloc)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, host, _PORTS[parts.scheme] if port is None else port, path


def check_host(host: str, *, bracketed: bool = False) -> str:
    """`host` in lower case without the dot of the root. Raises ValueError for every odd way to write an address."""
    host = host.lower().removesuffix(".")
    if bracketed and "%" not in host:
        return str(ipaddress.IPv6Address(host))
    if not _HOST.fullmatch(host) or len(host) > 253:
        raise ValueError("its host is no name; write international names in their xn-- form")
    if _NUMERIC_LABEL.fullmatch(host.rpartition(".")[2]):
        return str(ipaddress.IPv4Address(host))  # refuses 127.1, 2130706433, 0x7f000001 and 0177.0.0.1
    return host


def fault_of_address(text: str) -> str | None:
    """Why an IP address must not be reached, empty text when it is not an IP address, None when it is public."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        elif any(address in network for network in _TRANSLATED) and not _is_plain(address):
            return "carries another address inside"
    return _fault_of(address)


def _is_plain(address: ipaddress.IPv6Address) -> bool:
    """`::` and `::1` lie in the IPv4-compatible range and have faults of their own."""
    return address.is_unspecified or address.is_loopback


def _fault_of(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str | None:
    faults = {
        "stands for every address of this machine": address.is_unspecified,
        "is this machine": address.is_loopback,
        "is link-local, where cloud machines keep their credentials": address.is_link_local,
        "is a multicast group": address.is_multicast,
        "is private or reserved": not address.is_global
        or address.is_reserved
        or any(address in network for network in _RETIRED),
    }
    return next((fault for fault, applies in faults.items() if applies), None)
