"""The log of events, page by page and live."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse

from volano_server.access import Admission, Caller, needs, provided, read_credentials
from volano_server.events.errors import InvalidPosition
from volano_server.events.routes.stream import EventStream
from volano_server.events.schemas import EventShown, show_event
from volano_server.events.service import EventFeed, EventService
from volano_server.kit.paging import MAX_LIMIT, Page

router = APIRouter(prefix="/api/v1", tags=["events"])
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Word = Annotated[str | None, Query(max_length=500)]
PERMISSION = "events:read"


@router.get("/events", operation_id="events:list", response_model=Page[EventShown])
def list_events(
    events: Annotated[EventService, provided(EventService)],
    caller: Annotated[Caller, needs(PERMISSION)],
    action: Word = None,
    object_kind: Word = None,
    object_id: Word = None,
    actor_id: Word = None,
    owner_id: Word = None,
    cursor: Word = None,
    limit: Limit = 50,
) -> Page[EventShown]:
    """What happened in the workspace, the newest first."""
    filters = {
        "action": action,
        "object_kind": object_kind,
        "object_id": object_id,
        "actor_id": actor_id,
        "owner_id": owner_id,
    }
    rows, following = caller.read(lambda tx: events.page(tx, filters, cursor, limit))
    return Page(items=[show_event(row) for row in rows], next_cursor=following)


@router.get(
    "/events/stream",
    operation_id="events:stream",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def stream_events(
    request: Request,
    events: Annotated[EventService, provided(EventService)],
    feed: Annotated[EventFeed, provided(EventFeed)],
    admission: Annotated[Admission, provided(Admission)],
    caller: Annotated[Caller, needs(PERMISSION)],
    object_kind: Annotated[list[str] | None, Query(max_length=20)] = None,
    last_event_id: Annotated[str | None, Header()] = None,
    after: Annotated[int | None, Query(ge=0, le=2**62)] = None,
) -> StreamingResponse:
    """Server-sent events from now on, or after `Last-Event-ID` (or `after`), with nothing left out in between."""
    feed.check_room(caller.subject.owner_id)
    credentials = read_credentials(request)
    readmit = partial(admission.admit, credentials, PERMISSION, touch=False)
    stream = EventStream(caller, events, feed, object_kind, readmit)
    frames = stream.frames(after if last_event_id is None else _position(last_event_id))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(frames, media_type="text/event-stream", headers=headers)


def _position(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise InvalidPosition(f"Last-Event-ID `{text[:40]}` is no number of an event", hint="send the last `id:` seen")
    return int(text)
