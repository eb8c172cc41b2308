"""OpenTelemetry's own convention, `gen_ai.*`, from version 1.37 on (with the token names of 1.27 as a fallback)."""

from volano_server.telemetry.domain.families import Content, Family

FAMILY = Family(
    name="gen_ai",
    text={
        "provider": ["gen_ai.provider.name", "gen_ai.system"],
        "model": ["gen_ai.response.model", "gen_ai.request.model"],
        "prompt_ref": ["gen_ai.prompt.name"],
        "pipeline_ref": ["gen_ai.workflow.name"],
        "session_id": ["gen_ai.conversation.id"],
    },
    count={
        "input_tokens": ["gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"],
        "output_tokens": ["gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"],
        "cached_tokens": ["gen_ai.usage.cache_read.input_tokens"],
        "reasoning_tokens": ["gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens"],
    },
    seconds={"first_token_micros": ["gen_ai.response.time_to_first_chunk"]},
    kinds={
        "gen_ai.operation.name": {
            "chat": "llm",
            "generate_content": "llm",
            "text_completion": "llm",
            "embeddings": "embedding",
            "retrieval": "retriever",
            "execute_tool": "tool",
            "create_agent": "agent",
            "invoke_agent": "agent",
            "invoke_workflow": "chain",
        }
    },
    content={
        "input": [
            Content("gen_ai.input.messages"),
            Content("gen_ai.tool.call.arguments"),
            Content("gen_ai.retrieval.query.text"),
        ],
        "output": [
            Content("gen_ai.output.messages"),
            Content("gen_ai.tool.call.result"),
            Content("gen_ai.retrieval.documents"),
        ],
    },
)
