"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from typing import Any

OPERATIONS: list[dict[str, Any]] = [
    {
        "noun": "health",
        "verb": "get",
        "doc": "200 when every part of this process works, 503 otherwise.",
        "parts": [],
        "query": [],
        "body": [],
        "whole_body": False,
        "confirms": False,
        "if_match": False,
    },
    {
        "noun": "metrics",
        "verb": "get",
        "doc": "Prometheus text: counts and timings only, no names of people or content.",
        "parts": [],
        "query": [],
        "body": [],
        "whole_body": False,
        "confirms": False,
        "if_match": False,
    },
]
