"""Names people choose, and references to versions: `name`, `name@7`, `name@production`, `name@sha256:…`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from volano_server.kit.errors import BadInput

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_FORM = "1 to 100 of a-z, 0-9, `.`, `_`, `-`, beginning and ending with a letter or digit"


class InvalidName(BadInput):
    code = "invalid_name"


def check_name(name: str, what: str = "name") -> str:
    """`name` itself when it may be used in a URL, a file name and a command line; raises InvalidName otherwise."""
    if not _NAME.fullmatch(name) or ".." in name:
        raise InvalidName(f"`{name[:120]}` is no valid {what}", hint=f"use {_FORM}")
    return name


@dataclass(frozen=True, slots=True)
class VersionRef:
    """A parsed reference: exactly one of number, digest, alias is set, or none for the newest version."""

    name: str
    number: int | None = None
    digest: str | None = None
    alias: str | None = None

    def __str__(self) -> str:
        pointer = self.number if self.number is not None else self.digest or self.alias
        return self.name if pointer is None else f"{self.name}@{pointer}"


def parse_ref(text: str) -> VersionRef:
    """The reference in `text`. `name@latest` is `name`. Raises InvalidName with the accepted forms."""
    name, at, pointer = text.partition("@")
    check_name(name, "asset name")
    if not at or pointer == "latest":
        return VersionRef(name)
    if pointer.isdecimal() and pointer.isascii() and len(pointer) <= 9 and int(pointer) > 0:
        return VersionRef(name, number=int(pointer))
    if _DIGEST.fullmatch(pointer):
        return VersionRef(name, digest=pointer)
    if pointer.isdecimal() or not _NAME.fullmatch(pointer):
        raise InvalidName(
            f"`{text[:160]}` is no reference to a version",
            hint="write `name@7`, `name@production`, `name@latest` or `name@sha256:…`",
        )
    return VersionRef(name, alias=pointer)
