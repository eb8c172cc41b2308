"""What can go wrong with prompts."""

from __future__ import annotations

from volano_server.kit.errors import BadInput


class InvalidTemplate(BadInput):
    code = "invalid_template"


class InvalidPrompt(BadInput):
    code = "invalid_prompt"


class VariableMismatch(BadInput):
    code = "variable_mismatch"


class SecretInPrompt(BadInput):
    code = "secret_in_prompt"


class InvalidOutput(BadInput):
    """An answer that has not the form that the prompt asks for."""

    code = "invalid_output"
