"""What a clean-up may take: versions that nobody names and nobody tagged, once they are old."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

KEPT = "kept-"
"""Tags `kept-<version>` hold a version from its writing until its catalog entry is gone; others are people's."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What has to happen before old untagged versions are removed; `drop` takes the table as a whole instead."""

    tag: tuple[int, ...]
    untag: tuple[str, ...]
    drop: bool


def settle(created: Mapping[int, int], tags: Mapping[str, int], named: Collection[int], horizon: int) -> Settlement:
    """How the tags of a table have to change so that exactly the `named` versions and people's tags hold theirs.

    `created` maps versions to microseconds since 1970. What is younger than `horizon` may be work in progress whose
    entry is not written yet: it loses no tag and keeps the table.
    """
    wanted = {version for version in named if version in created}
    theirs = {version for tag, version in tags.items() if not tag.startswith(KEPT)}
    old = {version for version, moment in created.items() if moment < horizon}
    loose = tuple(
        tag for tag, version in tags.items() if tag.startswith(KEPT) and version in old and version not in wanted
    )
    missing = tuple(sorted(wanted - set(tags.values())))
    return Settlement(missing, loose, drop=not wanted | theirs and old == set(created))
