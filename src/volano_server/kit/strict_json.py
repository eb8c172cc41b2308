"""JSON as we accept it: no duplicate keys, no NaN or infinity, no NUL, no lone surrogate, bounded depth."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from volano_server.kit.errors import BadInput

MAX_DEPTH = 64
MAX_INTEGER = 2**63 - 1


class MalformedJson(BadInput):
    code = "malformed_json"


def read_json(body: bytes) -> Any:
    """The value in `body`. Raises MalformedJson with the place and what is allowed there."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedJson(f"the body is not UTF-8 at byte {error.start}", hint="send JSON in UTF-8") from None
    try:
        value = json.loads(text, object_pairs_hook=_unique_keys, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise MalformedJson(
            f"the body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}",
            hint="check quotes, commas and brackets there",
        ) from None
    except RecursionError:
        raise MalformedJson(f"the body is nested deeper than {MAX_DEPTH} levels", hint="flatten it") from None
    except ValueError as error:  # integers of over 4,300 digits
        raise MalformedJson(f"the body is not JSON: {error}", hint="send smaller numbers") from None
    check_value(value)
    return value


def check_value(value: Any, depth: int = 0, path: str = "") -> None:
    """Nothing, when every store can hold `value`. Raises MalformedJson naming the JSON path."""
    if depth > MAX_DEPTH:
        raise MalformedJson(f"`{path[:80]}…` is nested deeper than {MAX_DEPTH} levels", hint="flatten it")
    if isinstance(value, str):
        _check_text(value, path)
    elif isinstance(value, int) and abs(value) > MAX_INTEGER:
        raise MalformedJson(f"`{path or '/'}` holds an integer beyond 64 bits", hint="send it as text")
    elif isinstance(value, float) and not math.isfinite(value):
        raise MalformedJson(f"`{path or '/'}` holds a number beyond 1.8e308", hint="send a smaller one, or null")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_text(key, path)
            check_value(item, depth + 1, f"{path}/{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            check_value(item, depth + 1, f"{path}/{index}")


def _check_text(text: str, path: str) -> None:
    if "\x00" in text:
        raise MalformedJson(f"`{path or '/'}` holds a NUL character", hint="remove \\u0000 from the text")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise MalformedJson(
            f"`{path or '/'}` holds half of a surrogate pair", hint="re-encode the text as valid Unicode"
        ) from None


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise MalformedJson(f"the key `{twice[:80]}` occurs twice in one object", hint="keep one of them")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise MalformedJson(f"`{name}` is not a JSON number", hint="send null or leave the field out")
