"""Volano's own attributes, and the ones that every convention shares."""

from volano_server.telemetry.domain.families import Content, Family
from volano_server.telemetry.domain.spans import MODEL_KINDS, WORK_KINDS

FAMILY = Family(
    name="volano",
    text={
        "endpoint": ["volano.endpoint"],
        "version_ref": ["volano.version"],
        "prompt_ref": ["volano.prompt"],
        "pipeline_ref": ["volano.pipeline"],
        "run_id": ["volano.run.id"],
        "session_id": ["volano.session.id", "session.id"],
        "user_id": ["volano.user.id", "user.id", "enduser.id"],
    },
    seconds={"first_token_micros": ["volano.time_to_first_token"]},
    dollars={"cost_micros": ["volano.cost"]},
    kinds={
        "volano.span.kind": {kind: kind for kind in MODEL_KINDS + WORK_KINDS}
    },
    content={"input": [Content("volano.input")], "output": [Content("volano.output")]},
)  # fmt: skip
