"""The door to prompts: templates without logic, structured output, versions in the catalog."""

from volano_server.prompts.domain.content import Message, PromptContent, read_content
from volano_server.prompts.domain.output import parse_output
from volano_server.prompts.routes import ROUTERS
from volano_server.prompts.service import PromptService

__all__ = ["ROUTERS", "Message", "PromptContent", "PromptService", "parse_output", "read_content"]
