"""What a version is made of, and its digest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from volano_server.catalog.errors import ContentTooLarge, InvalidContent, ReservedAlias
from volano_server.kit.canonical import canonical_json, digest_of
from volano_server.kit.names import check_name
from volano_server.kit.strict_json import check_value

MAX_CONTENT = 1_048_576
RECORDED = ("recipe", "code_version", "environment_digest", "seeds")
"""What a version's metadata says of how it was made, written by the run that makes it and by nobody else."""
MAX_BLOBS = 1_000
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class LakeTable:
    """A table of the lake at one of its versions: what a dataset version's content holds under `table`."""

    uri: str
    version: int
    fingerprint: str
    rows: int

    def to_content(self) -> dict[str, Any]:
        """`{"uri", "version", "fingerprint", "rows"}`."""
        return {"uri": self.uri, "version": self.version, "fingerprint": self.fingerprint, "rows": self.rows}


def lake_table_of(content: Mapping[str, Any]) -> LakeTable | None:
    """The lake table that `content` names, or None. Raises InvalidContent when `table` has another form."""
    found = content.get("table")
    if found is None:
        return None
    expected = {"uri": str, "version": int, "fingerprint": str, "rows": int}
    if not isinstance(found, dict) or {key: type(item) for key, item in found.items()} != expected:
        raise InvalidContent("`table` is no lake table", hint='write {"uri", "version", "fingerprint", "rows"}')
    return LakeTable(**found)


def table_versions(content: Any) -> Iterator[tuple[str, int]]:
    """Each lake table with its version that `content` names, at any depth, as `{"uri", "version"}`."""
    if isinstance(content, dict):
        uri, version = content.get("uri"), content.get("version")
        if isinstance(uri, str) and isinstance(version, int):
            yield uri, version
        content = list(content.values())
    if isinstance(content, list):
        for item in content:
            yield from table_versions(item)


def content_text(content: Mapping[str, Any]) -> str:
    """The canonical JSON of `content`, at most 1 MiB. Raises InvalidContent, MalformedJson or ContentTooLarge."""
    if not isinstance(content, dict):
        raise InvalidContent("the content of a version is a JSON object", hint="send {…}")
    check_value(content)
    text = canonical_json(content)
    if len(text) > MAX_CONTENT:
        raise ContentTooLarge(
            f"the content is {len(text)} bytes; a version holds up to {MAX_CONTENT}",
            hint="store large parts as blobs or as a table of the lake, and name them",
        )
    return text.decode()


def version_digest(content: Mapping[str, Any], blobs: Mapping[str, str]) -> str:
    """`sha256:…` over the content and the digests of the named blobs: what makes two versions the same."""
    return digest_of({"blobs": dict(blobs), "content": content})


def check_given_metadata(metadata: Mapping[str, Any]) -> None:
    """Nothing, when a caller may state this; raises InvalidContent for what only the run that makes a version knows."""
    if stated := [name for name in RECORDED if name in metadata]:
        raise InvalidContent(
            f"`{stated[0]}` in the metadata is recorded by the run that makes a version, not stated",
            hint="give it another name, or make the version with a run of the platform",
        )


def check_digest(digest: str, what: str) -> str:
    """`digest` itself; raises InvalidContent when it is no `sha256:<64 hex>`."""
    if not _DIGEST.fullmatch(digest):
        raise InvalidContent(f"{what} has the digest `{digest[:80]}`", hint="write `sha256:` and 64 hex digits")
    return digest


def check_alias(alias: str) -> str:
    """`alias` itself; raises ReservedAlias for `latest` and for numbers, which already mean something."""
    check_name(alias, "alias")
    if alias == "latest" or alias.isdecimal():
        raise ReservedAlias(
            f"`{alias}` cannot be an alias: `latest` follows the newest version, a number is a version",
            hint="choose another name, such as `production`",
        )
    return alias
