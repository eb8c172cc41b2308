"""What a run may carry: names, tags, parameters, artifact names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from volano_server.kit.canonical import canonical_json
from volano_server.kit.strict_json import check_value
from volano_server.tracking.errors import InvalidArtifact, InvalidRun

MAX_PARAMETER_BYTES = 262_144
MAX_TAGS = 100
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def check_name(name: str) -> str:
    """`name` itself; raises InvalidRun unless it is 1 to 200 printable characters."""
    if not 1 <= len(name) <= 200 or not name.isprintable() or not name.strip():
        raise InvalidRun(f"`{name[:80]!r}` is no name for a run", hint="use 1 to 200 printable characters")
    return name


def check_parameters(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters as a plain dict; raises BadInput when a store could not hold them."""
    found = dict(parameters)
    size = len(canonical_json(found))
    check_value(found)
    if size > MAX_PARAMETER_BYTES:
        raise InvalidRun(
            f"the parameters take {size} bytes; {MAX_PARAMETER_BYTES} are allowed", hint="log large ones as an artifact"
        )
    return found


def check_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """The tags as a plain dict; raises InvalidRun naming the one at fault."""
    if len(tags) > MAX_TAGS:
        raise InvalidRun(f"a run has {len(tags)} tags; {MAX_TAGS} are allowed", hint="use parameters instead")
    for key, value in tags.items():
        if not 1 <= len(key) <= 100 or not key.isprintable() or "=" in key:
            raise InvalidRun(f"`{key[:80]!r}` is no tag key", hint="use 1 to 100 printable characters without `=`")
        if len(value) > 1000 or "\x00" in value:
            raise InvalidRun(f"the value of the tag `{key}` is no text of up to 1000 characters", hint="shorten it")
    return dict(tags)


def check_artifact(name: str, digest: str) -> None:
    """Nothing; raises InvalidArtifact unless `name` is a plain relative path and `digest` a SHA-256 of ours."""
    parts = name.split("/")
    if not 1 <= len(name) <= 400 or not name.isprintable() or "\\" in name or any(p in ("", ".", "..") for p in parts):
        raise InvalidArtifact(
            f"`{name[:120]!r}` is no artifact name", hint="use a relative path: `reports/confusion.json`"
        )
    if not _DIGEST.fullmatch(digest):
        raise InvalidArtifact(f"`{digest[:80]}` is no digest", hint="store the blob first and name its `sha256:…`")
