"""Wire types of knowledge bases and pipelines."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class KnowledgeBaseBuild(Body):
    """Cut the texts of a data set into passages and make them findable by meaning."""

    dataset: str = Field(max_length=220, examples=["handbook@1"])
    text_column: str = Field(default="text", max_length=200)
    title_column: str | None = Field(default=None, max_length=200)
    passage_characters: int = Field(default=600, ge=100, le=8_000)
    notes: str = Field(default="", max_length=20_000)


class PipelineCreate(Body):
    """Retrieve passages from a knowledge base, put them into a prompt, answer with a model."""

    kind: Literal["retrieve_and_answer"] = "retrieve_and_answer"
    knowledge_base: str = Field(max_length=220, examples=["handbook@1"])
    prompt: str = Field(max_length=220, examples=["answer@1"])
    model: str = Field(max_length=220, examples=["gemma-3-270m@1"])
    question_variable: str = Field(default="question", max_length=80)
    context_variable: str = Field(default="context", max_length=80)
    passages: int = Field(default=3, ge=1, le=50)
    max_tokens: int = Field(default=128, ge=1, le=4_096)
    passage_guard: Literal["mark", "drop", "refuse"] = Field(
        default="mark",
        description="passages that read like an attack on the prompt: note it in the trace, leave them out, or refuse",
    )
    notes: str = Field(default="", max_length=20_000)


class Ask(Body):
    question: str = Field(min_length=1, max_length=20_000)


class Passage(BaseModel):
    """A passage that was found; `score` is the cosine of its meaning to the question's.

    `rules` names the guard's rules that it hits: its text may speak to the model instead of to readers.
    """

    id: str
    title: str
    text: str
    score: float
    rules: list[str]


class PipelineAnswer(BaseModel):
    ref: str
    answer: str
    passages: list[Passage]
    input_tokens: int
    output_tokens: int
    seconds: float
