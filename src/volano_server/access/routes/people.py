"""Workspaces and members."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy import Row

from volano_server.access.routes.guard import Caller, needs, provided, read_credentials
from volano_server.access.schemas import (
    AddMember,
    ChangeRole,
    CreateWorkspace,
    MemberShown,
    NewMember,
    WorkspaceShown,
)
from volano_server.access.service import Admission, PeopleService
from volano_server.db import Tx
from volano_server.kit.paging import MAX_LIMIT, Page

router = APIRouter(prefix="/api/v1", tags=["access"])
People = Annotated[PeopleService, provided(PeopleService)]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Cursor = Annotated[str | None, Query(max_length=500)]


@router.get("/workspaces", operation_id="workspaces:list", response_model=Page[WorkspaceShown])
def list_workspaces(
    request: Request,
    door: Annotated[Admission, provided(Admission)],
    _: Annotated[Caller, needs("self:read")],
) -> Page[WorkspaceShown]:
    """The workspaces the caller belongs to; a key belongs to one."""
    return Page(items=door.introduce(read_credentials(request)).workspaces, next_cursor=None)


@router.post("/workspaces", operation_id="workspaces:create", response_model=WorkspaceShown, status_code=201)
def create_workspace(
    body: CreateWorkspace, people: People, caller: Annotated[Caller, needs("workspaces:write")]
) -> WorkspaceShown:
    """A new workspace with the caller as its admin."""
    made = people.create_workspace(caller.subject, body.slug, body.name)
    return WorkspaceShown(id=made, slug=body.slug, name=body.name or body.slug, role="admin")


@router.get("/members", operation_id="members:list", response_model=Page[MemberShown])
def list_members(
    people: People, caller: Annotated[Caller, needs("members:read")], cursor: Cursor = None, limit: Limit = 100
) -> Page[MemberShown]:
    """Who belongs to the workspace."""
    rows, following = caller.read(lambda tx: people.list(tx, cursor, limit))
    return Page(items=[_member(row) for row in rows], next_cursor=following)


@router.post("/members", operation_id="members:add", response_model=NewMember, status_code=201)
def add_member(body: AddMember, people: People, caller: Annotated[Caller, needs("members:write")]) -> NewMember:
    """A new member; somebody who has never signed in gets a one-time invitation, shown this once."""

    def work(tx: Tx) -> NewMember:
        row, token = people.add(tx, body.email, body.name, body.role)
        return NewMember(member=_member(row), invitation_token=token)

    return caller.write(work, replayable=False)


@router.patch("/members/{person_id}", operation_id="members:update", response_model=MemberShown)
def update_member(
    person_id: str, body: ChangeRole, people: People, caller: Annotated[Caller, needs("members:write")]
) -> MemberShown:
    """The member with another role, in force at once."""
    return caller.write(lambda tx: _member(people.change_role(tx, person_id, body.role)))


@router.delete("/members/{person_id}", operation_id="members:remove", status_code=204)
def remove_member(person_id: str, people: People, caller: Annotated[Caller, needs("members:write")]) -> None:
    """Nothing; the person and their keys are out at once."""
    caller.write(lambda tx: people.remove(tx, person_id))


def _member(row: Row[Any]) -> MemberShown:
    state = "disabled" if row.disabled_at else "active" if row.activated_at else "invited"
    return MemberShown.model_validate(dict(row._mapping) | {"state": state})
