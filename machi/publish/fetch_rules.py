"""Which addresses may be fetched. The operator names hosts; what a portal or a list says is only followed to those.

An address is resolved once and the connection goes to that very number, so that a name can't point elsewhere between the
check and the call. Private, link-local and loopback numbers are refused in every spelling, because they are read by the
resolver first (decimal, octal and IPv6-mapped ones too). A closed network's own server is named in ``closed_hosts``.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from machi.publish.place import Refused
from machi.text import _


class NotAllowed(Refused):
    """The address is outside of what was allowed. Trying again does not help."""


@dataclass(frozen=True)
class Target:
    """A checked address: the name for TLS and ``Host``, and the number to connect to ("" behind a proxy)."""

    url: str
    scheme: str
    host: str
    port: int
    number: str


@dataclass(frozen=True)
class Rules:
    """``hosts``: https to public numbers. ``closed_hosts``: named servers of an own network, http and private allowed."""

    hosts: frozenset[str] = frozenset()
    closed_hosts: frozenset[str] = frozenset()

    def also(self, *urls: str) -> Rules:
        """The rules with the hosts of addresses that the operator has typed."""
        return Rules(self.hosts | {host_of(url) for url in urls if url}, self.closed_hosts)

    def check(self, url: str) -> Target:
        """Raises NotAllowed; ``OSError`` when the name can't be resolved."""
        parts = urlsplit(url)
        host = host_of(url)
        closed = host in self.closed_hosts
        if parts.scheme not in ("https", "http") or not host or parts.username or parts.password:
            raise NotAllowed(
                _("このアドレスの形では取りに行けません。"), _("https:// で始まるアドレスにしてください。")
            )
        if parts.scheme == "http" and not closed:
            raise NotAllowed(
                _("{host} は暗号化されていない http です。").format(host=host),
                _("https:// のアドレスにするか、庁内のサーバーなら sources.toml の closed_hosts に書いてください。"),
            )
        if host not in self.hosts | self.closed_hosts:
            raise NotAllowed(
                _("{host} からの取り込みは許していません。").format(host=host),
                _("確かめたうえで sources.toml の hosts に書くか、--allow-host で指定してください。"),
            )
        port = parts.port or (443 if parts.scheme == "https" else 80)
        if proxy_for(parts.scheme):
            _no_private_literal(host, closed)
            return Target(url, parts.scheme, host, port, "")
        return Target(url, parts.scheme, host, port, _resolved(host, port, closed))


def host_of(url: str) -> str:
    """The host in lower case without a final dot; ``""`` when there is none. Never raises."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


def redirected(url: str, location: str, closed: bool) -> str:
    """Where a redirect leads. Raises NotAllowed for another host, or down from https."""
    onward = urljoin(url, location)
    if host_of(onward) != host_of(url):
        raise NotAllowed(
            _("別のホスト（{host}）へ転送されました。転送先へは行きません。").format(host=host_of(onward)),
            _("公開しているページで、いまのアドレスを確かめてください。"),
        )
    if urlsplit(url).scheme == "https" and urlsplit(onward).scheme != "https":
        raise NotAllowed(_("暗号化されていないアドレスへ転送されました。転送先へは行きません。"))
    if not closed and urlsplit(url).port != urlsplit(onward).port:
        raise NotAllowed(_("別のポートへ転送されました。転送先へは行きません。"))
    return onward


def proxy_for(scheme: str) -> str:
    """The proxy that the environment names for a scheme."""
    for name in (f"{scheme}_proxy", f"{scheme.upper()}_PROXY", "all_proxy", "ALL_PROXY"):
        if os.environ.get(name):
            return os.environ[name]
    return ""


def _resolved(host: str, port: int, closed: bool) -> str:
    numbers = [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for number in numbers:
        if not closed and not is_public(number):
            raise NotAllowed(
                _("{host} は、外に公開されていない番号のサーバーです。").format(host=host),
                _("庁内のサーバーなら sources.toml の closed_hosts に書いてください。"),
            )
    return numbers[0]


def _no_private_literal(host: str, closed: bool) -> None:
    try:
        number = str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        if not host.replace(".", "").isdigit() and host != "localhost":
            return  # a name: the proxy resolves it, and the proxy's own rules hold
        number = "127.0.0.1"
    if not closed and not is_public(number):
        raise NotAllowed(_("{host} は、外に公開されていない番号のサーバーです。").format(host=host))


def is_public(number: str) -> bool:
    """Whether an IP number belongs to the public network, seen through IPv4-in-IPv6 spellings."""
    address = ipaddress.ip_address(number.split("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast


@dataclass
class Breaker:
    """After some failures in a row a host is left alone for the rest of the run."""

    most: int = 3
    failed: dict[str, int] = field(default_factory=dict)

    def open(self, host: str) -> bool:
        return self.failed.get(host, 0) >= self.most

    def note(self, host: str, ok: bool) -> None:
        self.failed[host] = 0 if ok else self.failed.get(host, 0) + 1
