"""Names of tables and tags: nothing that could leave the storage root."""

from __future__ import annotations

import hashlib
import re

from volano_server.lake.errors import InvalidTable

_SEGMENT = r"[a-z0-9](?:[a-z0-9_-]{0,98}[a-z0-9])?"
_TABLE = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT}){{0,2}}")
_TAG = re.compile(_SEGMENT)
_OURS = re.compile(r"-(?:removed|x[0-9a-f]{32})$")
_LONGEST = 90
_FORM = "1 to 100 of a-z, 0-9, `_`, `-`, beginning and ending with a letter or digit"


def check_table_name(table: str) -> str:
    """`table` itself when it is one to three segments joined by `/`; raises InvalidTable otherwise."""
    if not _TABLE.fullmatch(table):
        raise InvalidTable(
            f"`{table[:120]}` is no valid table name", hint=f"use one to three parts joined by `/`, each {_FORM}"
        )
    return table


def table_segment(name: str) -> str:
    """One part of a table's name for an asset's name, never the same for two names.

    A plain name stays as it is, with room for an ending. One with dots, a longer one, and one with an ending that is
    made here (`-removed` marks the table of rows that a recipe removed) becomes `<readable part>-x<32 hex>`.
    """
    if len(name) <= _LONGEST and _TAG.fullmatch(name) and not _OURS.search(name):
        return name
    readable = re.sub(r"[^a-z0-9]", "-", name[:40])
    return f"{readable}-x{hashlib.sha256(name.encode()).hexdigest()[:32]}"


def check_tag_name(tag: str) -> str:
    """`tag` itself when it may name a version; raises InvalidTable otherwise."""
    if not _TAG.fullmatch(tag) or tag.isdecimal():
        raise InvalidTable(f"`{tag[:120]}` is no valid tag", hint=f"use {_FORM}, and not digits alone")
    return tag
