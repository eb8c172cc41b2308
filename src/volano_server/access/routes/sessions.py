"""Signing in and out, and what a person does about their own sessions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response

from volano_server.access.domain.lifetimes import SESSION_LIFE
from volano_server.access.routes.guard import (
    SESSION_COOKIE,
    Caller,
    needs,
    provided,
    public,
    read_credentials,
    signed_in,
)
from volano_server.access.schemas import (
    ChangePassword,
    DeviceShown,
    RedeemToken,
    SessionShown,
    SetUp,
    SignIn,
    SignInLink,
)
from volano_server.access.service import Admission, Credentials, NewSession, PeopleService, SessionService, Visit
from volano_server.kit.clock import SECOND
from volano_server.kit.errors import Unauthenticated
from volano_server.kit.paging import Page
from volano_server.kit.subject import Subject

router = APIRouter(prefix="/api/v1", tags=["access"])
Sessions = Annotated[SessionService, provided(SessionService)]
Door = Annotated[Admission, provided(Admission)]


@router.get("/session", operation_id="session:get", response_model=SessionShown)
def get_session(
    request: Request,
    door: Door,
    people: Annotated[PeopleService, provided(PeopleService)],
    _: Annotated[None, public("it answers 401 itself and then says whether setup is needed")],
) -> SessionShown:
    """Who the caller is, and the CSRF token that changes need."""
    try:
        return door.introduce(read_credentials(request))
    except Unauthenticated as error:
        error.details = {"setup_needed": not people.has_people()}
        raise


@router.post("/session", operation_id="session:create", response_model=SessionShown, status_code=201)
def create_session(
    request: Request,
    response: Response,
    body: SignIn,
    door: Door,
    sessions: Sessions,
    _: Annotated[None, public("this is how one signs in; attempts are throttled")],
) -> SessionShown:
    """A session for the one who knows the password."""
    return _welcome(request, response, door, sessions, sessions.sign_in(body.email, body.password, _visit(request)))


@router.post("/session/token", operation_id="session:redeem_token", response_model=SessionShown, status_code=201)
def redeem_token(
    request: Request,
    response: Response,
    body: RedeemToken,
    door: Door,
    sessions: Sessions,
    _: Annotated[None, public("the one-time token is the credential")],
) -> SessionShown:
    """A session for the one who holds a sign-in link or an invitation."""
    return _welcome(request, response, door, sessions, sessions.redeem(body.token, _visit(request)))


@router.post("/session/link", operation_id="session:make_link", response_model=SignInLink, status_code=201)
def make_link(caller: Annotated[Caller, needs("self:read")], sessions: Sessions) -> SignInLink:
    """A token that signs the caller in once within 15 minutes: put it behind `/sign-in#token=`."""
    return SignInLink(token=sessions.make_own_link(caller.subject))


@router.post("/setup", operation_id="setup:run", response_model=SessionShown, status_code=201)
def run_setup(
    request: Request,
    response: Response,
    body: SetUp,
    door: Door,
    sessions: Sessions,
    _: Annotated[None, public("the one-time setup token is the credential; 409 once somebody exists")],
) -> SessionShown:
    """The first person and the workspace `default`."""
    made = sessions.set_up(body.token, body.email, body.name, body.password, _visit(request))
    return _welcome(request, response, door, sessions, made)


@router.delete("/session", operation_id="session:delete", status_code=204)
def delete_session(response: Response, sessions: Sessions, me: Annotated[Subject, signed_in()]) -> None:
    """Nothing; the caller is signed out."""
    sessions.revoke_own(me, me.session_id or "")
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax")


@router.put("/session/password", operation_id="session:change_password", status_code=204)
def change_password(body: ChangePassword, sessions: Sessions, me: Annotated[Subject, signed_in()]) -> None:
    """Nothing; the caller's other sessions have ended."""
    sessions.change_password(me, body.current_password, body.new_password)


@router.get("/sessions", operation_id="sessions:list", response_model=Page[DeviceShown])
def list_sessions(sessions: Sessions, me: Annotated[Subject, signed_in()]) -> Page[DeviceShown]:
    """The caller's own live sessions."""
    rows = [dict(row._mapping) | {"is_current": row.id == me.session_id} for row in sessions.list_own(me)]
    return Page(items=[DeviceShown.model_validate(row) for row in rows], next_cursor=None)


@router.delete("/sessions/{session_id}", operation_id="sessions:revoke", status_code=204)
def revoke_session(session_id: str, sessions: Sessions, me: Annotated[Subject, signed_in()]) -> None:
    """Nothing; that session of the caller has ended."""
    sessions.revoke_own(me, session_id)


def _visit(request: Request) -> Visit:
    known = read_credentials(request)
    return Visit(known.ip, request.headers.get("user-agent", ""), known.request_id, known.session)


def _welcome(
    request: Request, response: Response, door: Admission, sessions: SessionService, made: NewSession
) -> SessionShown:
    response.set_cookie(
        SESSION_COOKIE,
        made.secret,
        max_age=SESSION_LIFE // SECOND,
        path="/",
        httponly=True,
        samesite="lax",
        secure=sessions.secure_cookies,
    )
    known = read_credentials(request)
    return door.introduce(Credentials(None, made.secret, None, False, None, known.ip, known.request_id))
