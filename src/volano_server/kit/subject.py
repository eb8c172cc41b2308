"""Who is acting: the one value that the door (access) makes and that transactions, events and jobs carry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from volano_server.kit.errors import Forbidden
from volano_server.kit.ids import new_id

SYSTEM_WORKSPACE = "system"


class PermissionDenied(Forbidden):
    code = "permission_denied"


@dataclass(frozen=True, slots=True)
class Subject:
    """An authenticated principal in one workspace.

    `owner_id` is the person behind the act: the person themself, or the one who owns the key or service account
    that acts. Separation of duties compares owners, so a second key is no second person.
    """

    workspace_id: str | None
    kind: Literal["person", "service_account", "system"]
    id: str
    name: str
    owner_id: str
    role: str
    permissions: frozenset[str] = frozenset()
    auth_method: str = "internal"
    key_id: str | None = None
    session_id: str | None = None
    ip: str = ""
    request_id: str = field(default_factory=new_id)

    def require(self, permission: str) -> None:
        """Nothing, when this subject holds `permission`; raises PermissionDenied otherwise."""
        if permission not in self.permissions:
            raise PermissionDenied(
                f"`{self.name}` has the role `{self.role}`, which lacks the permission `{permission}`",
                hint="ask an admin of the workspace for a role or key that has it",
            )

    def to_json(self) -> dict[str, Any]:
        """What a job carries; when it runs, the permissions are cut down to what the owner still holds then."""
        return {
            "kind": self.kind,
            "id": self.id,
            "owner_id": self.owner_id,
            "name": self.name,
            "key_id": self.key_id,
            "permissions": sorted(self.permissions),
        }


def system_subject(name: str, workspace_id: str | None = None) -> Subject:
    """The platform itself, acting as the part called `name`; without a workspace it may see all of them."""
    return Subject(workspace_id, "system", f"system:{name}", name, f"system:{name}", "system")
