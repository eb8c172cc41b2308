"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from typing import TypedDict


class Health(TypedDict):
    checks: "dict[str, str]"
    status: "str"
