"""The one outbound door: requests to hosts that people name (webhooks, imports, issuers).

A name is resolved once, every address it has is vetted, and the connection goes to one of exactly those addresses, so
that a second answer of the name server changes nothing. No redirects, no proxies, no credentials in addresses.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from volano_server.kit.addresses import fault_of_address, parse_url
from volano_server.kit.deadline import DeadlineSocket
from volano_server.kit.errors import AppError, BadInput

ANSWER_BYTES = 1_048_576
CHUNK = 65_536
Resolver = Callable[[str, int], Sequence[str]]
"""From a host name and port to its addresses as text. Raises OSError."""


class OutboundRefused(BadInput):
    code = "outbound_refused"


class OutboundFailed(AppError):
    status = 502
    code = "outbound_failed"


class OutboundRules(Protocol):
    """What an admin has set: `settings.outbound` fits."""

    @property
    def allowed_hosts(self) -> list[str]: ...

    @property
    def timeout_seconds(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Target:
    """A vetted address: connect to one of `addresses` and to nothing else, naming `host`."""

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]

    @property
    def host_header(self) -> str:
        """`host` as the Host header carries it, with the port unless it is the scheme's own."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"https": 443, "http": 80}[self.scheme]
        return name if self.port == usual else f"{name}:{self.port}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class AnswerStream:
    """An answer that is still coming in: read `chunks` inside the `with` block."""

    status: int
    headers: dict[str, str]
    chunks: Iterator[bytes]


class OutboundClient:
    """Sends requests through the rules. Thread-safe; keeps no connection open."""

    def __init__(
        self, rules: OutboundRules, *, resolve: Resolver | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self._allowed = frozenset(entry.lower() for entry in rules.allowed_hosts)
        self._timeout = rules.timeout_seconds
        self._resolve = resolve or resolve_by_system
        self._given_tls = tls

    def check_url(self, url: str) -> None:
        """Nothing, when `url` could be reached as far as it can be told without asking a name server.

        Raises OutboundRefused.
        """
        scheme, host, port, _ = self._parsed(url)
        self._check_policy(scheme, host, port)
        if fault := fault_of_address(host):
            self._check_fault(fault, host, port)

    def vet(self, url: str) -> Target:
        """Where `url` leads, with all its addresses vetted. Raises OutboundRefused or OutboundFailed."""
        scheme, host, port, path = self._parsed(url)
        self._check_policy(scheme, host, port)
        try:
            addresses = tuple(dict.fromkeys(self._resolve(host, port)))
        except (OSError, UnicodeError):
            addresses = ()
        if not addresses:
            raise OutboundFailed(f"the name `{host}` leads nowhere", hint="check its spelling and the name server")
        for address in addresses:
            if (fault := fault_of_address(address)) is not None:
                self._check_fault(fault or "is no address", host, port)
        return Target(scheme, host, port, path, addresses)

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        max_bytes: int = ANSWER_BYTES,
        timeout: float | None = None,
    ) -> Answer:
        """The whole answer, of any status; a redirect is an answer and is not followed.

        Raises OutboundRefused for an address that is not allowed, OutboundFailed when nothing usable came back
        within `timeout` seconds or the answer is over `max_bytes`.
        """
        with self.stream(method, url, headers=headers, body=body, max_bytes=max_bytes, timeout=timeout) as answer:
            return Answer(answer.status, answer.headers, b"".join(answer.chunks))

    @contextmanager
    def stream(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        max_bytes: int,
        timeout: float | None = None,
    ) -> Iterator[AnswerStream]:
        """The answer as it comes in; all of it has to be read within `timeout` seconds. Raises as `send` does."""
        target = self.vet(url)
        deadline = time.monotonic() + (timeout or self._timeout)
        given = {"Accept-Encoding": "identity", "User-Agent": "volano", **(headers or {})}
        fixed = {"Host": target.host_header, "Content-Length": str(len(body))}
        connection = http.client.HTTPConnection(target.host, target.port)
        with ExitStack() as stack:
            with _told_of(target.host):
                sock = stack.enter_context(self._connect(target, deadline))
                connection.sock = DeadlineSocket(sock, deadline)
                connection.putrequest(method, target.path, skip_host=True, skip_accept_encoding=True)
                for name, value in {**given, **fixed}.items():
                    connection.putheader(name, value)
                connection.endheaders(body or None)
                found = stack.enter_context(connection.getresponse())
            shown = {name.lower(): value for name, value in found.getheaders()}
            yield AnswerStream(found.status, shown, _read(found, max_bytes, target.host))

    def _parsed(self, url: str) -> tuple[str, str, int, str]:
        try:
            return parse_url(url)
        except ValueError as error:
            raise OutboundRefused(
                f"the address is not accepted: {error}", hint="write it as https://host/path"
            ) from None

    def _check_policy(self, scheme: str, host: str, port: int) -> None:
        if self._is_listed(host, port):
            return
        if scheme != "https":
            raise OutboundRefused(
                f"`{host}` would be called over {scheme}, which anybody on the way can read",
                hint="use https, or let an admin name the host in VOLANO_OUTBOUND__ALLOWED_HOSTS",
            )
        if port not in (443, 8443):
            raise OutboundRefused(
                f"port {port} of `{host}` is not open to outbound requests (443 and 8443 are)",
                hint=f"let an admin name `{host}:{port}` in VOLANO_OUTBOUND__ALLOWED_HOSTS",
            )

    def _check_fault(self, fault: str, host: str, port: int) -> None:
        if not self._is_listed(host, port):
            raise OutboundRefused(
                f"`{host}` leads to an address that {fault}",
                hint=f"let an admin name `{host}` in VOLANO_OUTBOUND__ALLOWED_HOSTS if that is meant",
            )

    def _is_listed(self, host: str, port: int) -> bool:
        name = f"[{host}]" if ":" in host else host
        return bool(self._allowed & {host, name, f"{name}:{port}"})

    def _connect(self, target: Target, deadline: float) -> socket.socket:
        last: OSError = TimeoutError()
        for address in target.addresses:
            try:
                left = max(0.001, deadline - time.monotonic())
                sock = socket.create_connection((address, target.port), timeout=left)
            except OSError as error:
                last = error
                continue
            if target.scheme == "http":
                return sock
            try:
                return self._tls.wrap_socket(sock, server_hostname=target.host)
            except BaseException:
                sock.close()
                raise
        raise last

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self._given_tls or ssl.create_default_context()


def resolve_by_system(host: str, port: int) -> list[str]:
    """Every address the system's resolver knows for `host`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def _read(found: http.client.HTTPResponse, max_bytes: int, host: str) -> Iterator[bytes]:
    seen = 0
    while True:
        with _told_of(host):
            chunk = found.read(CHUNK)
        if not chunk:
            break
        seen += len(chunk)
        if seen > max_bytes:
            raise OutboundFailed(f"the answer of `{host}` is over {max_bytes} bytes", hint="ask it for less")
        yield chunk
    if found.length:
        raise OutboundFailed(f"the answer of `{host}` broke off {found.length} bytes too early", hint="try again")


@contextmanager
def _told_of(host: str) -> Iterator[None]:
    """Turns what the network raises into OutboundFailed, without a byte of what the other side sent."""
    try:
        yield
    except TimeoutError:
        raise OutboundFailed(
            f"`{host}` did not answer within the time allowed", hint="try again, or raise the limit"
        ) from None
    except ssl.SSLError as error:
        raise OutboundFailed(
            f"the certificate of `{host}` does not hold: {error.reason or 'TLS failed'}",
            hint="the name in the address must be in a certificate of a trusted issuer",
        ) from None
    except (OSError, http.client.HTTPException) as error:
        raise OutboundFailed(
            f"`{host}` could not be reached or does not speak HTTP ({type(error).__name__})",
            hint="check that it listens there",
        ) from None
