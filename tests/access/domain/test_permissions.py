"""The table of roles and permissions."""

from __future__ import annotations

from itertools import pairwise

import pytest

from volano_server.access.domain import PERMISSIONS, ROLES, lowest_of, permissions_of, scoped_permissions


def test_a_higher_role_has_all_that_a_lower_one_has() -> None:
    for lower, higher in pairwise(ROLES):
        assert permissions_of(lower) < permissions_of(higher)


def test_an_admin_has_every_permission_and_a_viewer_changes_nothing() -> None:
    assert permissions_of("admin") == set(PERMISSIONS)
    assert all(name.endswith(":read") for name in permissions_of("viewer"))


@pytest.mark.parametrize("name", sorted(PERMISSIONS))
def test_what_manages_people_or_leaves_the_house_is_for_admins(name: str) -> None:
    if name.startswith(("members:write", "service_accounts:", "webhooks:", "policies:write", "workspaces:")):
        assert PERMISSIONS[name] == "admin"


def test_scopes_cut_down_and_never_add() -> None:
    assert scoped_permissions("viewer", ["runs:read", "members:write"]) == {"runs:read"}
    assert scoped_permissions("viewer", []) == permissions_of("viewer")


def test_the_lowest_of_several_roles_counts() -> None:
    assert lowest_of("admin", "annotator", "editor") == "annotator"
