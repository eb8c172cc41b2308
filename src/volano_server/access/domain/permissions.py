"""Who may do what: each permission names the lowest role that has it. What is not here, nobody may do."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, get_args

Role = Literal["viewer", "annotator", "editor", "maintainer", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)

PERMISSIONS: dict[str, Role] = {
    "alerts:read": "viewer",
    "alerts:write": "maintainer",
    "assets:read": "viewer",
    "assets:write": "editor",
    "audit:read": "maintainer",
    "comments:read": "viewer",
    "comments:write": "annotator",
    "datasets:read": "viewer",
    "datasets:write": "editor",
    "endpoints:call": "editor",
    "endpoints:read": "viewer",
    "endpoints:write": "maintainer",
    "evaluations:read": "viewer",
    "evaluations:write": "editor",
    "events:read": "viewer",
    "feedback:read": "viewer",
    "feedback:write": "annotator",
    "installation:read": "admin",
    "jobs:read": "viewer",
    "jobs:write": "editor",
    "keys:read": "viewer",
    "keys:write": "editor",
    "members:read": "viewer",
    "members:write": "admin",
    "monitoring:read": "viewer",
    "monitoring:write": "maintainer",
    "pipelines:read": "viewer",
    "pipelines:write": "editor",
    "policies:read": "viewer",
    "policies:write": "admin",
    "prompts:read": "viewer",
    "prompts:write": "editor",
    "runs:read": "viewer",
    "runs:write": "editor",
    "self:read": "viewer",
    "service_accounts:write": "admin",
    "traces:read": "viewer",
    "traces:write": "editor",
    "transitions:apply": "maintainer",
    "transitions:approve": "maintainer",
    "transitions:break_glass": "admin",
    "transitions:read": "viewer",
    "transitions:request": "editor",
    "tunings:read": "viewer",
    "tunings:write": "editor",
    "uploads:write": "editor",
    "webhooks:read": "admin",
    "webhooks:write": "admin",
    "workspaces:write": "admin",
}


@lru_cache
def permissions_of(role: Role) -> frozenset[str]:
    """All that `role` may do."""
    rank = ROLES.index(role)
    return frozenset(name for name, lowest in PERMISSIONS.items() if ROLES.index(lowest) <= rank)


def lowest_of(*roles: Role) -> Role:
    """The role that has the fewest permissions."""
    return min(roles, key=ROLES.index)


def scoped_permissions(role: Role, scopes: Iterable[str]) -> frozenset[str]:
    """What a key may do: all that `role` may, cut down to `scopes` when it has any."""
    wanted = frozenset(scopes)
    return permissions_of(role) & wanted if wanted else permissions_of(role)
