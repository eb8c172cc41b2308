"""What can go wrong with tunings."""

from __future__ import annotations

from volano_server.kit.errors import BadInput


class InvalidTuning(BadInput):
    code = "invalid_tuning"


class InvalidModelFile(BadInput):
    code = "invalid_model_file"


class TrainerFailed(BadInput):
    """The training process refused its input or its result; the message is its own."""

    code = "trainer_failed"
