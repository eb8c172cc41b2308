"""HTTP of transitions. `If-Match` binds a step to the revision that the caller looked at."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from volano_server.access import Caller, needs, provided
from volano_server.catalog.domain.transitions import TransitionState
from volano_server.catalog.schemas.governance import (
    BreakGlass,
    Note,
    Reason,
    TransitionOut,
    TransitionRequest,
    TransitionSummary,
)
from volano_server.catalog.service import RecoveryService, TransitionService
from volano_server.kit.paging import MAX_LIMIT, Page

router = APIRouter(prefix="/api/v1", tags=["transitions"])
Reader = Annotated[Caller, needs("transitions:read")]
Requester = Annotated[Caller, needs("transitions:request")]
Approver = Annotated[Caller, needs("transitions:approve")]
Applier = Annotated[Caller, needs("transitions:apply")]
Breaker = Annotated[Caller, needs("transitions:break_glass")]
Transitions = Annotated[TransitionService, provided(TransitionService)]
Recovery = Annotated[RecoveryService, provided(RecoveryService)]
ONE = "/transitions/{transition_id}"


@router.get("/transitions", operation_id="transitions:list", response_model=Page[TransitionSummary])
def list_transitions(
    caller: Reader,
    transitions: Transitions,
    state: TransitionState | None = None,
    kind: Annotated[str | None, Query(description="kind of asset, together with `name`")] = None,
    name: str | None = None,
    alias: str | None = None,
    needs_review: bool | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
) -> Page[TransitionSummary]:
    """Transitions, newest first; `needs_review` lists broken glass."""
    return caller.read(
        lambda tx: transitions.list_transitions(
            tx, state=state, kind=kind, name=name, alias=alias, needs_review=needs_review, cursor=cursor, limit=limit
        )
    )


@router.post("/transitions", operation_id="transitions:request", status_code=201, response_model=TransitionOut)
def request_transition(caller: Requester, transitions: Transitions, body: TransitionRequest) -> TransitionOut:
    """A request to move a protected alias, with its gates evaluated and what is missing."""
    return caller.write(
        lambda tx: transitions.request(tx, body.kind, body.name, body.alias, body.to, reason=body.reason)
    )


@router.post("/transitions/break-glass", operation_id="transitions:break_glass", status_code=201,
    response_model=TransitionOut)  # fmt: skip
def break_glass(caller: Breaker, recovery: Recovery, body: BreakGlass) -> TransitionOut:
    """Moves a protected alias at once, past gates and approvals; raises an alert and waits for a review."""
    return caller.write(
        lambda tx: recovery.break_glass(tx, body.kind, body.name, body.alias, body.to, reason=body.reason)
    )


@router.get(ONE, operation_id="transitions:get", response_model=TransitionOut)
def get_transition(caller: Reader, transitions: Transitions, transition_id: str, response: Response) -> TransitionOut:
    """One transition with what is missing now, in words; its ETag is its revision."""
    found = caller.read(lambda tx: transitions.get(tx, transition_id))
    response.headers["ETag"] = f'"{found.revision}"'
    return found


@router.post(f"{ONE}/evaluate", operation_id="transitions:evaluate", response_model=TransitionOut)
def evaluate_transition(caller: Requester, transitions: Transitions, transition_id: str) -> TransitionOut:
    """Looks at policies and gates again; approvals given under other results are void."""
    return caller.write(lambda tx: transitions.evaluate(tx, transition_id, revision=caller.if_match))


@router.post(f"{ONE}/approve", operation_id="transitions:approve", response_model=TransitionOut)
def approve_transition(caller: Approver, transitions: Transitions, transition_id: str, body: Note) -> TransitionOut:
    """Consents, in person, to exactly this version under these policies and gate results."""
    return caller.write(lambda tx: transitions.approve(tx, transition_id, notes=body.notes, revision=caller.if_match))


@router.post(f"{ONE}/reject", operation_id="transitions:reject", response_model=TransitionOut)
def reject_transition(caller: Approver, transitions: Transitions, transition_id: str, body: Reason) -> TransitionOut:
    """Ends the request."""
    return caller.write(lambda tx: transitions.reject(tx, transition_id, reason=body.reason, revision=caller.if_match))


@router.post(f"{ONE}/apply", operation_id="transitions:apply", response_model=TransitionOut)
def apply_transition(caller: Applier, transitions: Transitions, transition_id: str) -> TransitionOut:
    """Checks everything again and moves the alias, or says all that is missing."""
    return caller.write(lambda tx: transitions.apply(tx, transition_id, revision=caller.if_match))


@router.post(f"{ONE}/cancel", operation_id="transitions:cancel", response_model=TransitionOut)
def cancel_transition(caller: Requester, transitions: Transitions, transition_id: str, body: Reason) -> TransitionOut:
    """Takes the request back."""
    return caller.write(lambda tx: transitions.cancel(tx, transition_id, reason=body.reason, revision=caller.if_match))


@router.post(f"{ONE}/rollback", operation_id="transitions:rollback", status_code=201, response_model=TransitionOut)
def roll_back_transition(caller: Applier, recovery: Recovery, transition_id: str, body: Reason) -> TransitionOut:
    """A new, applied transition back to where the alias was before this one."""
    return caller.write(lambda tx: recovery.rollback(tx, transition_id, reason=body.reason, revision=caller.if_match))


@router.post(f"{ONE}/review", operation_id="transitions:review", response_model=TransitionOut)
def review_transition(caller: Approver, recovery: Recovery, transition_id: str, body: Note) -> TransitionOut:
    """Closes the review that a broken glass left open; not for who broke it."""
    return caller.write(lambda tx: recovery.review(tx, transition_id, notes=body.notes))
