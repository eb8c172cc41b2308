"""HTTP of policies."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from volano_server.access import Caller, needs, provided
from volano_server.catalog.schemas.governance import (
    Note,
    PolicyChange,
    PolicyCreate,
    PolicyOut,
    PolicyVersionOut,
    Reason,
)
from volano_server.catalog.service import PolicyService
from volano_server.kit.paging import MAX_LIMIT, Page

router = APIRouter(prefix="/api/v1", tags=["policies"])
Reader = Annotated[Caller, needs("policies:read")]
Writer = Annotated[Caller, needs("policies:write")]
Policies = Annotated[PolicyService, provided(PolicyService)]


@router.get("/policies", operation_id="policies:list", response_model=Page[PolicyOut])
def list_policies(
    caller: Reader,
    policies: Policies,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
) -> Page[PolicyOut]:
    """Policies by name, ended ones too."""
    return caller.read(lambda tx: policies.list_policies(tx, cursor=cursor, limit=limit))


@router.post("/policies", operation_id="policies:create", status_code=201, response_model=PolicyOut)
def create_policy(caller: Writer, policies: Policies, body: PolicyCreate) -> PolicyOut:
    """A new policy, in force at once beside the others."""
    return caller.write(lambda tx: policies.create(tx, body.name, body.to_rules(), notes=body.notes))


@router.get("/policies/{name}", operation_id="policies:get", response_model=PolicyOut)
def get_policy(caller: Reader, policies: Policies, name: str, response: Response) -> PolicyOut:
    """The policy as it is in force and as it is proposed; its ETag is the newest version number."""
    found = caller.read(lambda tx: policies.get(tx, name))
    response.headers["ETag"] = f'"{found.newest}"'
    return found


@router.get("/policies/{name}/versions", operation_id="policies:versions", response_model=list[PolicyVersionOut])
def list_policy_versions(caller: Reader, policies: Policies, name: str) -> list[PolicyVersionOut]:
    """All versions of a policy, newest first."""
    return caller.read(lambda tx: policies.versions(tx, name))


@router.put("/policies/{name}", operation_id="policies:change", response_model=PolicyOut)
def change_policy(caller: Writer, policies: Policies, name: str, body: PolicyChange) -> PolicyOut:
    """A new version; one that asks for less waits until a second person confirms it."""
    return caller.write(
        lambda tx: policies.change(tx, name, body.to_rules(), notes=body.notes, revision=caller.if_match)
    )


@router.post("/policies/{name}/retire", operation_id="policies:retire", response_model=PolicyOut)
def retire_policy(caller: Writer, policies: Policies, name: str, body: Note) -> PolicyOut:
    """Ends the policy, once a second person confirms it."""
    return caller.write(lambda tx: policies.change(tx, name, None, notes=body.notes, revision=caller.if_match))


@router.post("/policies/{name}/versions/{number}/confirm", operation_id="policies:confirm", response_model=PolicyOut)
def confirm_policy(caller: Writer, policies: Policies, name: str, number: int) -> PolicyOut:
    """Puts a proposed version in force; not for who proposed it."""
    return caller.write(lambda tx: policies.confirm(tx, name, number))


@router.post("/policies/{name}/versions/{number}/decline", operation_id="policies:decline", response_model=PolicyOut)
def decline_policy(caller: Writer, policies: Policies, name: str, number: int, body: Reason) -> PolicyOut:
    """Drops a proposed version."""
    return caller.write(lambda tx: policies.decline(tx, name, number, reason=body.reason))
