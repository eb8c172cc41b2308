"""HTTP of feedback and reviews."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from volano_server.access import Caller, needs, provided
from volano_server.feedback.schemas import (
    Collected,
    FeedbackCreate,
    FeedbackCreated,
    FeedbackIn,
    Judgement,
    ReviewDecide,
    ReviewOut,
    ReviewsCollect,
    State,
)
from volano_server.feedback.service import FeedbackService
from volano_server.kit.paging import MAX_LIMIT, Page

router = APIRouter(prefix="/api/v1", tags=["feedback"])
Reader = Annotated[Caller, needs("feedback:read")]
Writer = Annotated[Caller, needs("feedback:write")]
Service = Annotated[FeedbackService, provided(FeedbackService)]
TraceId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
ROUTERS = [router]


@router.post("/feedback", operation_id="feedback:create", status_code=201)
def create_feedback(body: FeedbackCreate, caller: Writer, service: Service) -> FeedbackCreated:
    """Say what answers should have been. A label that contradicts the answer waits in the endpoint's review queue."""
    return caller.write(lambda tx: service.record(tx, body.feedback))


@router.post("/traces/{trace_id}/feedback", operation_id="feedback:give", status_code=201)
def give_feedback(trace_id: TraceId, body: Judgement, caller: Writer, service: Service) -> FeedbackCreated:
    """Say what one answer should have been, or rate it."""
    given = FeedbackIn(trace_id=trace_id, **body.model_dump())
    return caller.write(lambda tx: service.record(tx, [given]))


@router.get("/reviews", operation_id="reviews:list")
def list_reviews(
    caller: Reader,
    service: Service,
    queue: str | None = None,
    state: State | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
) -> Page[ReviewOut]:
    """Reviews, oldest first."""
    return caller.read(lambda tx: service.list(tx, queue, state, cursor, limit))


@router.get("/reviews/{review_id}", operation_id="reviews:get")
def get_review(review_id: str, caller: Reader, service: Service) -> ReviewOut:
    """One review."""
    return caller.read(lambda tx: service.get(tx, review_id))


@router.post("/reviews/{review_id}/decide", operation_id="reviews:decide")
def decide_review(review_id: str, body: ReviewDecide, caller: Writer, service: Service) -> ReviewOut:
    """Say which label is right, or skip."""
    return caller.write(lambda tx: service.decide(tx, review_id, body))


@router.post("/reviews/collect", operation_id="reviews:collect", status_code=202)
def collect_reviews(
    body: ReviewsCollect, caller: Annotated[Caller, needs("datasets:write")], service: Service
) -> Collected:
    """Take every decision of a queue into a new dataset version: the wheel closes here."""
    return caller.write(lambda tx: service.collect(tx, body))
