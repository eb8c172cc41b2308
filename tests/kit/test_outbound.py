"""The outbound door against a real server on loopback, and against every known way around it."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from volano_server.kit.outbound import OutboundClient, OutboundFailed, OutboundRefused


@dataclass
class Rules:
    allowed_hosts: list[str] = field(default_factory=list)
    timeout_seconds: float = 5


def client(*allowed: str, timeout: float = 5, **options: object) -> OutboundClient:
    return OutboundClient(Rules(list(allowed), timeout), **options)  # type: ignore[arg-type]


def names(table: Mapping[str, Sequence[str]]) -> Callable[[str, int], Sequence[str]]:
    """A name server that knows `table`; each name's answers are given out whole."""

    def resolve(host: str, _: int) -> Sequence[str]:
        if host not in table:
            raise socket.gaierror("no such name")
        return table[host]

    return resolve


@contextmanager
def server(answer: Callable[[socket.socket], None], tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """A listening port on loopback; `answer` gets each accepted connection."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(20)

    def serve() -> None:
        while True:
            try:
                accepted, _ = listening.accept()
            except OSError:
                return
            try:
                with tls.wrap_socket(accepted, server_side=True) if tls else accepted as sock:
                    answer(sock)
            except OSError:
                accepted.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(timeout=10)


def head_of(sock: socket.socket) -> bytes:
    seen = b""
    while b"\r\n\r\n" not in seen:
        if not (more := sock.recv(65536)):
            raise OSError("the other side left")
        seen += more
    return seen


def says(text: bytes) -> Callable[[socket.socket], None]:
    def answer(sock: socket.socket) -> None:
        head_of(sock)
        sock.sendall(text)

    return answer


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Name: value\r\n\r\nhi"


def test_an_allowed_host_gets_the_request_and_its_answer_comes_back() -> None:
    seen: list[bytes] = []

    def answer(sock: socket.socket) -> None:
        seen.append(head_of(sock))
        while not seen[0].endswith(b"body"):
            seen[0] += sock.recv(100)
        sock.sendall(OK)

    with server(answer) as port:
        got = client(f"127.0.0.1:{port}").send(
            "POST", f"http://127.0.0.1:{port}/a?b=c", headers={"X-Mine": "1"}, body=b"body"
        )
    assert (got.status, got.body, got.headers["x-name"]) == (200, b"hi", "value")
    assert seen[0].startswith(b"POST /a?b=c HTTP/1.1\r\n")
    assert f"Host: 127.0.0.1:{port}\r\n".encode() in seen[0]
    assert b"X-Mine: 1\r\n" in seen[0]
    assert seen[0].endswith(b"\r\n\r\nbody")


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://[::1]/", "https://0.0.0.0/", "https://[::]/", "https://10.1.2.3/",
        "https://169.254.169.254/latest/meta-data/", "https://[::ffff:127.0.0.1]/", "https://[64:ff9b::7f00:1]/",
        "https://[fe80::1]/", "https://224.0.0.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/",
        "https://127.1/", "https://user@example.org/", "gopher://example.org/", "http://example.org/",
        "https://example.org:22/", "https://example.org:6379/", "https://example.org:0/",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_https_is_refused_before_anything_is_sent(url: str) -> None:
    door = client(resolve=names({"example.org": ["93.184.216.34"]} | {ip: [ip] for ip in _literals(url)}))
    with pytest.raises(OutboundRefused):
        door.vet(url)
    with pytest.raises(OutboundRefused):
        door.check_url(url)


def _literals(url: str) -> list[str]:
    """The addresses that a resolver gives back as they are."""
    host = url.partition("//")[2].partition("/")[0].strip("[]")
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        return []


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1"])
def test_a_public_name_that_leads_inside_is_refused(address: str) -> None:
    door = client(resolve=names({"evil.example": [address]}))
    with pytest.raises(OutboundRefused, match=r"evil\.example"):
        door.vet("https://evil.example/")


def test_one_private_address_among_public_ones_is_refused() -> None:
    door = client(resolve=names({"mixed.example": ["93.184.216.34", "127.0.0.1"]}))
    with pytest.raises(OutboundRefused):
        door.vet("https://mixed.example/")


def test_a_name_is_resolved_once_and_the_connection_goes_to_that_address() -> None:
    answers = [["127.0.0.1"], ["203.0.113.7"]]
    asked: list[str] = []

    def rebinding(host: str, _: int) -> Sequence[str]:
        asked.append(host)
        return answers.pop(0)

    with server(says(OK)) as port:
        door = client(f"rebind.example:{port}", resolve=rebinding)
        assert door.send("GET", f"http://rebind.example:{port}/").status == 200
    assert asked == ["rebind.example"]


def test_a_name_that_turns_inside_on_the_second_look_is_refused_then() -> None:
    answers = [["93.184.216.34"], ["127.0.0.1"]]
    door = client(resolve=lambda *_: answers.pop(0))
    assert door.vet("https://rebind.example/").addresses == ("93.184.216.34",)
    with pytest.raises(OutboundRefused):
        door.vet("https://rebind.example/")


def test_a_redirect_inside_is_an_answer_and_is_not_followed() -> None:
    reached: list[bytes] = []

    def hidden(sock: socket.socket) -> None:
        reached.append(head_of(sock))
        sock.sendall(OK)

    with server(hidden) as inner:
        redirect = f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{inner}/\r\nContent-Length: 0\r\n\r\n"
        with server(says(redirect.encode())) as port:
            got = client(f"127.0.0.1:{port}").send("GET", f"http://127.0.0.1:{port}/")
    assert (got.status, reached) == (302, [])


def test_an_allowed_host_with_a_port_opens_no_other_port() -> None:
    door = client("127.0.0.1:9000")
    door.check_url("http://127.0.0.1:9000/")
    for url in ("http://127.0.0.1:9001/", "http://localhost:9000/", "http://127.0.0.1/"):
        with pytest.raises(OutboundRefused):
            door.check_url(url)


def test_an_allowed_host_without_a_port_opens_all_its_ports() -> None:
    client("internal.example").check_url("http://internal.example:8080/hook")


def test_a_name_that_leads_nowhere_is_a_failure_and_not_a_crash() -> None:
    with pytest.raises(OutboundFailed, match="leads nowhere"):
        client(resolve=names({})).vet("https://nowhere.example/")


def test_an_answer_over_the_cap_is_cut_off() -> None:
    def endless(sock: socket.socket) -> None:
        head_of(sock)
        sock.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            sock.sendall(b"x" * 65536)

    with server(endless) as port, pytest.raises(OutboundFailed, match="over 100000 bytes"):
        client(f"127.0.0.1:{port}").send("GET", f"http://127.0.0.1:{port}/", max_bytes=100_000)


def test_an_answer_that_breaks_off_is_a_failure() -> None:
    broken = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"
    with server(says(broken)) as port, pytest.raises(OutboundFailed, match="broke off 6 bytes"):
        client(f"127.0.0.1:{port}").send("GET", f"http://127.0.0.1:{port}/")


def test_a_server_that_drips_bytes_is_left_at_the_deadline() -> None:
    stop = threading.Event()

    def drip(sock: socket.socket) -> None:
        head_of(sock)
        while not stop.wait(0.02):
            sock.sendall(b"H")

    begun = time.monotonic()
    with server(drip) as port:
        with pytest.raises(OutboundFailed):
            client(f"127.0.0.1:{port}", timeout=0.4).send("GET", f"http://127.0.0.1:{port}/")
        stop.set()
    assert time.monotonic() - begun < 10  # without a deadline over all reads this goes on for as long as bytes drip


def test_what_a_stranger_answers_is_not_repeated_in_the_error() -> None:
    with (
        server(says(b"secret-of-the-inner-service\r\n\r\n")) as port,
        pytest.raises(OutboundFailed) as caught,
    ):
        client(f"127.0.0.1:{port}").send("GET", f"http://127.0.0.1:{port}/")
    assert "secret" not in caught.value.message + caught.value.hint


def test_a_header_with_a_line_break_is_not_sent() -> None:
    with server(says(OK)) as port, pytest.raises(ValueError, match="Invalid header"):
        client(f"127.0.0.1:{port}").send("GET", f"http://127.0.0.1:{port}/", headers={"X": "a\r\nY: b"})


def test_an_error_of_the_reader_stays_its_own() -> None:
    with server(says(OK)) as port:
        door = client(f"127.0.0.1:{port}")
        with (
            pytest.raises(OSError, match="disk"),
            door.stream("GET", f"http://127.0.0.1:{port}/", max_bytes=100),
        ):
            raise OSError("the disk is full")


# ---- TLS ------------------------------------------------------------------------------------------------------


def certificate(folder: Path, name: str) -> Path:
    """A self-signed certificate for `name`, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + made.public_bytes(pem))
    return path


@contextmanager
def secure_server(path: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    with server(says(OK), context) as port:
        yield port


def test_the_certificate_is_checked_against_the_name_and_not_the_address(tmp_path: Path) -> None:
    path = certificate(tmp_path, "hook.example")
    trusting = ssl.create_default_context(cafile=path)
    table = {"hook.example": ["127.0.0.1"], "other.example": ["127.0.0.1"]}
    with secure_server(path) as port:
        allowed = [f"{name}:{port}" for name in table]
        door = client(*allowed, resolve=names(table), tls=trusting)
        assert door.send("GET", f"https://hook.example:{port}/").status == 200
        with pytest.raises(OutboundFailed, match="certificate"):
            door.send("GET", f"https://other.example:{port}/")


def test_a_certificate_that_nobody_vouches_for_is_refused_even_from_an_allowed_host(tmp_path: Path) -> None:
    path = certificate(tmp_path, "hook.example")
    with secure_server(path) as port:
        door = client(f"hook.example:{port}", resolve=names({"hook.example": ["127.0.0.1"]}))
        with pytest.raises(OutboundFailed, match="certificate"):
            door.send("GET", f"https://hook.example:{port}/")
