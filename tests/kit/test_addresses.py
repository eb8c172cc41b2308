"""Which addresses count as public, and which ways of writing a URL are read at all."""

from __future__ import annotations

import pytest

from volano_server.kit.addresses import fault_of_address, parse_url


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "::1", "0.0.0.0", "::", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1",
        "169.254.169.254", "fd00:ec2::254", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "224.0.0.1", "255.255.255.255",
        "240.0.0.1", "192.0.2.1", "198.18.0.1", "192.88.99.1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001:0:1::", "::7f00:1",
        "fe80::1%eth0", "100::1", "5f00::1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_has_a_fault(address: str) -> None:
    assert fault_of_address(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_a_public_address_has_no_fault(address: str) -> None:
    assert fault_of_address(address) is None


def test_a_name_is_no_address() -> None:
    assert fault_of_address("localhost") == ""


@pytest.mark.parametrize(
    ("url", "parsed"),
    [
        ("https://example.org", ("https", "example.org", 443, "/")),
        ("https://Example.ORG.:8443/a/b?c=d", ("https", "example.org", 8443, "/a/b?c=d")),
        ("http://[2606:4700:4700::1111]/", ("http", "2606:4700:4700::1111", 80, "/")),
        ("https://xn--e1afmkfd.xn--p1ai/", ("https", "xn--e1afmkfd.xn--p1ai", 443, "/")),
        ("https://1.1.1.1./", ("https", "1.1.1.1", 443, "/")),
    ],
)
def test_a_plain_url_is_read_in_one_way(url: str, parsed: tuple[str, str, int, str]) -> None:
    assert parse_url(url) == parsed


@pytest.mark.parametrize(
    "url",
    [
        "", "example.org", "//example.org", "gopher://example.org/", "file:///etc/passwd", "ftp://example.org/",
        "javascript:alert(1)", "https:///path", "https://user@example.org/", "https://user:pw@example.org/",
        "https://example.org@127.0.0.1/", "https://example.org\\@127.0.0.1/", "https://exa mple.org/",
        "https://example.org/\r\nX: y", "https://exam\tple.org/", "https://example.org:99999/", "https://example.org:x/",
        "https://2130706433/", "https://0x7f000001/", "https://0x7f.0.0.1/", "https://0177.0.0.1/", "https://127.1/",
        "https://127.0.0.1.0x1/", "https://%31%32%37.0.0.1/", "https://[fe80::1%25eth0]/", "https://[v1.x]/",
        "https://example.org/#part", "https://１２７.0.0.1/", "https://ex。ample.org/", "https://exämple.org/",
        "https://" + "a" * 300 + ".org/", "https://example.org/" + "a" * 3000, "https://exa\x00mple.org/",
    ],
)  # fmt: skip
def test_a_doubtful_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_url(url)
