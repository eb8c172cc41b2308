"""Wire types of feedback and reviews."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from volano_server.kit.wire import Moment

State = Literal["open", "decided", "skipped"]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Judgement(Body):
    """What is known about an answer: the label it should have had, a rating, or both."""

    label: str | None = Field(default=None, min_length=1, max_length=200)
    value: float | None = Field(default=None, allow_inf_nan=False, ge=-1_000, le=1_000)
    source: Literal["human", "model", "code", "corpus"] = "human"
    author: str = Field(default="", max_length=200, description="who judged; the caller when left out")
    comment: str = Field(default="", max_length=10_000)


class FeedbackIn(Judgement):
    """A judgement on the answer of one trace."""

    trace_id: str = Field(pattern=r"^[0-9a-f]{32}$")


class FeedbackCreate(Body):
    feedback: list[FeedbackIn] = Field(min_length=1, max_length=500)


class FeedbackCreated(BaseModel):
    """`agreed` and `disagreed` count labels; each disagreement waits in a review queue."""

    accepted: int
    repeated: int
    agreed: int
    disagreed: int


class ReviewOut(BaseModel):
    id: str
    queue: str
    trace_id: str
    version_ref: str | None
    input: str
    answer: str
    proposed: str
    proposed_by: str
    source: str
    state: State
    decision: str | None
    comment: str
    decided_by_name: str | None
    decided_at: Moment | None
    collected_in: str | None
    created_at: Moment


class ReviewDecide(Body):
    """`label` is the right answer; without it the review is skipped."""

    label: str | None = Field(default=None, min_length=1, max_length=200)
    comment: str = Field(default="", max_length=10_000)


class ReviewsCollect(Body):
    """Take decided reviews of a queue into a new dataset version."""

    queue: str = Field(max_length=100)
    base: str | None = Field(
        default=None, max_length=220, examples=["mails@2"], description="version to add to; the newest when left out"
    )
    dataset: str = Field(max_length=100, examples=["mails"])
    text_column: str = Field(default="text", max_length=200)
    label_column: str = Field(default="label", max_length=200)
    constants: dict[str, Any] = Field(default_factory=dict, examples=[{"split": "train"}])


class Collected(BaseModel):
    run_id: str
    job_id: str
    rows: int
