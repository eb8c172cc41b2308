"""OpenInference 0.1.42: what its instrumentors of LangChain, LlamaIndex, the OpenAI client and others send."""

from volano_server.telemetry.domain.families import Content, Family
from volano_server.telemetry.domain.spans import MODEL_KINDS, WORK_KINDS

_TOKENS = "llm.token_count."
FAMILY = Family(
    name="openinference",
    text={
        "provider": ["llm.provider", "llm.system"],
        "model": ["llm.response.model_name", "llm.model_name", "llm.request.model_name", "embedding.model_name",
                  "reranker.model_name"],
        "prompt_ref": ["prompt.id"],
    },
    count={
        "input_tokens": [f"{_TOKENS}prompt"],
        "output_tokens": [f"{_TOKENS}completion"],
        "cached_tokens": [f"{_TOKENS}prompt_details.cache_read"],
        "reasoning_tokens": [f"{_TOKENS}completion_details.reasoning"],
    },
    dollars={"cost_micros": ["llm.cost.total"]},
    kinds={
        "openinference.span.kind": {kind: kind for kind in MODEL_KINDS + WORK_KINDS}
    },
    content={
        "input": [Content("llm.input_messages.", "message"), Content("llm.prompts.", "prompt"), Content("input.value")],
        "output": [
            Content("llm.output_messages.", "message"),
            Content("llm.choices.", "completion"),
            Content("retrieval.documents.", "document"),
            Content("output.value"),
        ],
    },
)  # fmt: skip
