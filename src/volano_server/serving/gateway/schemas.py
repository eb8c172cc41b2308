"""The OpenAI chat protocol as far as it is answered here: https://platform.openai.com/docs/api-reference/chat"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from volano_server.serving.gateway.domain.texts import texts_in

TEXT_PARTS = ("text", "input_text", "output_text", "refusal")
# What would change the answer and is not understood here: silence about it would be a wrong answer.
UNSUPPORTED = (
    "tools", "functions", "logprobs", "top_logprobs", "logit_bias", "audio", "web_search_options", "prediction",
)  # fmt: skip
Stop = Annotated[str, Field(min_length=1, max_length=500)]


class Part(BaseModel):
    """A piece of content; only text is understood by the engines of this house."""

    model_config = ConfigDict(extra="ignore")
    type: str = Field(max_length=40)
    text: str = Field(default="", max_length=1_000_000)
    refusal: str = Field(default="", max_length=1_000_000)


class ChatMessage(BaseModel):
    model_config = ConfigDict(extra="ignore")
    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[Part] | None = None
    name: str | None = Field(default=None, max_length=200)
    tool_call_id: str | None = Field(default=None, max_length=200)
    tool_calls: list[dict[str, Any]] | None = Field(default=None, max_length=128)

    @property
    def text(self) -> str:
        """The message as plain text."""
        if isinstance(self.content, list):
            return "\n".join(part.text or part.refusal for part in self.content if part.type in TEXT_PARTS)
        return self.content or ""

    @property
    def beside(self) -> list[str]:
        """What the message says beside its text: names, ids, and the arguments of tool calls."""
        return [*texts_in([self.name, self.tool_call_id]), *texts_in(self.tool_calls)]


class StreamOptions(BaseModel):
    model_config = ConfigDict(extra="ignore")
    include_usage: bool | None = None


class ChatRequest(BaseModel):
    """What a client sends; fields that change nothing here are accepted and ignored, as clients expect."""

    model_config = ConfigDict(extra="ignore")
    model: str = Field(min_length=1, max_length=220, description="the name of an endpoint")
    messages: list[ChatMessage] = Field(min_length=1, max_length=500)
    max_tokens: int | None = Field(default=None, ge=1, le=1_000_000)
    max_completion_tokens: int | None = Field(default=None, ge=1, le=1_000_000)
    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, ge=0, le=1)
    top_k: int | None = Field(default=None, ge=0, le=1_000_000)
    min_p: float | None = Field(default=None, ge=0, le=1)
    frequency_penalty: float | None = Field(default=None, ge=-2, le=2)
    presence_penalty: float | None = Field(default=None, ge=-2, le=2)
    seed: int | None = Field(default=None, ge=-(2**63), lt=2**63)
    stop: Stop | Annotated[list[Stop], Field(max_length=16)] | None = None
    n: int | None = Field(default=None, ge=1, le=128)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    response_format: dict[str, Any] | None = None
    user: str | None = Field(default=None, max_length=200)
    metadata: dict[str, str] | None = Field(default=None, max_length=16)
    tools: list[Any] | None = Field(default=None, max_length=1_000)
    functions: list[Any] | None = Field(default=None, max_length=1_000)
    logprobs: bool | None = None
    top_logprobs: int | None = Field(default=None, ge=0, le=20)
    logit_bias: dict[str, float] | None = Field(default=None, max_length=1_000)
    audio: dict[str, Any] | None = None
    prediction: dict[str, Any] | None = None
    web_search_options: dict[str, Any] | None = None

    @property
    def output_limit(self) -> int | None:
        """The most tokens that the client wants."""
        return self.max_completion_tokens or self.max_tokens

    @property
    def wishes(self) -> dict[str, Any]:
        """How the client wants the answer drawn; only what it said."""
        names = {"temperature", "top_p", "top_k", "min_p", "frequency_penalty", "presence_penalty", "seed", "stop"}
        return self.model_dump(include=names, exclude_none=True)

    @property
    def unsupported(self) -> tuple[str, str] | None:
        """The first field that asks for what no engine here can do, and why; None when all is well."""
        if (self.n or 1) > 1:
            return "n", "one answer a request; ask again with another `seed` for another answer"
        for name in UNSUPPORTED:
            if getattr(self, name):
                return name, "leave it out; endpoints answer with text alone"
        for number, message in enumerate(self.messages):
            parts = message.content if isinstance(message.content, list) else []
            if strange := [part.type for part in parts if part.type not in TEXT_PARTS]:
                return f"messages[{number}].content", f"send text parts; `{strange[0]}` is not understood"
        return None


class OpenAiFault(BaseModel):
    """What went wrong, in the words that OpenAI's clients look for; details of ours stand beside them."""

    model_config = ConfigDict(extra="allow")

    message: str
    type: str
    code: str
    param: str | None


class OpenAiError(BaseModel):
    """The body of every failure under `/v1/`."""

    error: OpenAiFault
