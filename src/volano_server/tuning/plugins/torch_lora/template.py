"""Chat templates as text: rendered in a sandbox, so a template can read the messages and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from volano_server.tuning.plugins.torch_lora.spec import BadSpec


def make_renderer(template: str, eos_token: str) -> Callable[[list[dict[str, str]], bool], str]:
    """A function (messages, whether to ask for an answer) -> text; raises BadSpec for a template that does not work.

    `bos_token` is empty in it: the tokenizer puts that token in front, as llama.cpp does.
    """
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, autoescape=False)

    def refuse(message: str) -> None:
        raise TemplateError(message)

    def render(messages: list[dict[str, str]], add_generation_prompt: bool) -> str:
        try:
            return compiled.render(
                messages=messages,
                add_generation_prompt=add_generation_prompt,
                bos_token="",
                eos_token=eos_token,
                raise_exception=refuse,
            )
        except Exception as error:  # a template is a program: it can fail in any way
            raise BadSpec(f"the chat template fails on a message: {error}", hint="check `chat_template`") from None

    try:
        compiled = environment.from_string(template)
    except TemplateError as error:
        raise BadSpec(f"the chat template is not valid: {error}", hint="check `chat_template`") from None
    return render
