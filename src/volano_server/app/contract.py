"""The HTTP contract: what FastAPI finds in the routes, and the shape in which every one of them fails."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from volano_server.app.problems import Problem
from volano_server.serving import OpenAiError, is_openai

_PLACE = "#/components/schemas/{model}"
_VALIDATION = ("HTTPValidationError", "ValidationError")


class Application(FastAPI):
    """FastAPI, whose contract says that failures are problems and not FastAPI's own validation errors."""

    def openapi(self) -> dict[str, Any]:
        """The contract as a dict, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = _with_problems(
                get_openapi(title=self.title, version=self.version, routes=self.routes)
            )
        return self.openapi_schema


def _with_problems(contract: dict[str, Any]) -> dict[str, Any]:
    schemas = contract["components"]["schemas"]
    for name in _VALIDATION:
        schemas.pop(name, None)
    _, made = models_json_schema([(Problem, "serialization"), (OpenAiError, "serialization")], ref_template=_PLACE)
    schemas |= made["$defs"]
    for path, operations in contract["paths"].items():
        kind, name = ("application/json", "OpenAiError") if is_openai(path) else ("application/problem+json", "Problem")
        failure = {
            "description": "Refused or failed",
            "content": {kind: {"schema": {"$ref": f"#/components/schemas/{name}"}}},
        }
        for operation in operations.values():
            operation["responses"].pop("422", None)
            operation["responses"]["default"] = failure
    return contract
