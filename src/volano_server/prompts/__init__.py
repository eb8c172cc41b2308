"""The door to prompts: templates without logic, structured output, versions in the catalog."""

from volano_server.prompts.domain.answers import check_schema
from volano_server.prompts.domain.content import Message, PromptContent, Variable, check_content_form, read_content
from volano_server.prompts.domain.output import parse_output
from volano_server.prompts.domain.templates import escape
from volano_server.prompts.errors import InvalidOutput, InvalidPrompt, InvalidTemplate, SecretInPrompt, VariableMismatch
from volano_server.prompts.routes import ROUTERS
from volano_server.prompts.schemas import PromptCreate
from volano_server.prompts.service import PromptService

__all__ = [
    "ROUTERS",
    "InvalidOutput",
    "InvalidPrompt",
    "InvalidTemplate",
    "Message",
    "PromptContent",
    "PromptCreate",
    "PromptService",
    "SecretInPrompt",
    "Variable",
    "VariableMismatch",
    "check_content_form",
    "check_schema",
    "escape",
    "parse_output",
    "read_content",
]
