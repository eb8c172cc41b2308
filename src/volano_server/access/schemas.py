"""The wire types of access. Secrets occur only in `New…` answers, which are shown once."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from volano_server.access.domain import Role
from volano_server.kit.wire import Moment, MomentGiven


class Body(BaseModel):
    """What a caller sends: a field that we do not know is an error."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """What we answer, read from rows."""

    model_config = ConfigDict(from_attributes=True)


# ---- sessions -------------------------------------------------------------------------------------------------


class SetUp(Body):
    token: str = Field(max_length=200)
    email: str = Field(max_length=320)
    name: str = Field(max_length=200)
    password: str | None = Field(default=None, max_length=1024)


class SignIn(Body):
    email: str = Field(max_length=320)
    password: str = Field(max_length=1024)


class RedeemToken(Body):
    token: str = Field(max_length=200)


class ChangePassword(Body):
    current_password: str | None = Field(default=None, max_length=1024)
    new_password: str = Field(max_length=1024)


class PersonShown(Shown):
    id: str
    email: str
    name: str


class WorkspaceShown(Shown):
    """A workspace as one of its members sees it."""

    id: str
    slug: str
    name: str
    role: Role


class SignInLink(BaseModel):
    """A one-time token, shown this once."""

    token: str


class SessionShown(Shown):
    """Who is signed in. `csrf_token` is null for a key, which needs none."""

    person: PersonShown
    csrf_token: str | None
    workspaces: list[WorkspaceShown]
    setup_needed: bool


class DeviceShown(Shown):
    """One of the person's own live sessions."""

    id: str
    ip: str
    user_agent: str
    created_at: Moment
    seen_at: Moment
    expires_at: Moment
    is_current: bool


# ---- people ---------------------------------------------------------------------------------------------------


class CreateWorkspace(Body):
    slug: str = Field(max_length=100)
    name: str = Field(default="", max_length=200)


class AddMember(Body):
    email: str = Field(max_length=320)
    name: str = Field(default="", max_length=200)
    role: Role


class ChangeRole(Body):
    role: Role


class MemberShown(Shown):
    """`state` is `invited` until the person has signed in for the first time."""

    id: str
    email: str
    name: str
    role: Role
    state: Literal["active", "invited", "disabled"]
    created_at: Moment


class NewMember(Shown):
    """`invitation_token` opens `/sign-in#token=…` once; null for somebody who has signed in before."""

    member: MemberShown
    invitation_token: str | None


# ---- keys -----------------------------------------------------------------------------------------------------


class CreateServiceAccount(Body):
    name: str = Field(max_length=100)
    role: Role


class ServiceAccountShown(Shown):
    id: str
    name: str
    role: Role
    owner_id: str
    owner_name: str
    created_at: Moment
    disabled_at: Moment | None


class CreateKey(Body):
    name: str = Field(max_length=100)
    role: Role
    scopes: list[str] = Field(default_factory=list, max_length=100, description="permissions; empty: all of the role")
    expires_at: MomentGiven | None = None
    service_account_id: str | None = Field(default=None, max_length=36)


class KeyShown(Shown):
    """A key without its secret."""

    id: str
    name: str
    prefix: str
    role: Role
    scopes: list[str]
    owner_id: str
    owner_name: str
    service_account_id: str | None
    account_name: str | None
    created_at: Moment
    expires_at: Moment | None
    last_used_at: Moment | None
    revoked_at: Moment | None


class NewKey(KeyShown):
    """`key` is what goes into `Authorization: Bearer …`; it is shown this once."""

    key: str
