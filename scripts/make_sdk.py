"""Write the SDK's types and resources and the CLI's table of operations from openapi.json.

One operation `noun:verb` becomes `client.noun.verb(...)` and `volano noun verb …`.
"""

from __future__ import annotations

import json
import keyword
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SDK = ROOT / "src" / "volano"
HEAD = '"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""\n\n'
SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
BY_HAND = {"application/json"}


def python_type(schema: dict[str, Any], prefix: str = "") -> str:
    """The Python annotation for a JSON schema."""
    if "$ref" in schema:
        return prefix + class_name(schema["$ref"].rsplit("/", 1)[1])
    if "const" in schema:
        return f"Literal[{schema['const']!r}]"
    if "enum" in schema:
        return f"Literal[{', '.join(repr(value) for value in schema['enum'])}]"
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return " | ".join(dict.fromkeys(python_type(option, prefix) for option in schema[union]))
    if len(schema.get("allOf", [])) == 1:
        return python_type(schema["allOf"][0], prefix)
    kind = schema.get("type")
    if isinstance(kind, list):
        return " | ".join(SCALARS.get(one, "Any") for one in kind)
    if kind == "array":
        if "prefixItems" in schema:
            return "list[Any]"
        return f"list[{python_type(schema.get('items', {}), prefix)}]"
    if kind == "object":
        extra = schema.get("additionalProperties")
        return f"dict[str, {python_type(extra, prefix) if isinstance(extra, dict) else 'Any'}]"
    return SCALARS.get(str(kind), "Any")


def class_name(name: str) -> str:
    return re.sub(r"\W+", "_", name).strip("_").replace("_", "")


def docstring(text: str, indent: str) -> str:
    text = text.strip().replace("\\", "\\\\") or "See the HTTP reference."
    lines = text.splitlines()
    if len(lines) == 1:
        return f'{indent}"""{text}"""\n'
    return (
        f'{indent}"""'
        + "\n".join([lines[0], *[indent + line if line else "" for line in lines[1:]]])
        + f'\n{indent}"""\n'
    )


def make_types(schemas: dict[str, Any]) -> str:
    out = HEAD + "from typing import Any, Literal, NotRequired, TypedDict\n"
    for name, schema in sorted(schemas.items()):
        if "properties" not in schema:
            out += f"\n{class_name(name)} = {python_type({k: v for k, v in schema.items() if k != 'title'})}\n"
            continue
        required = set(schema.get("required", []))
        fields = [
            f"{key!r}: {python_type(field)!r}"
            if key in required
            else f"{key!r}: {'NotRequired[' + python_type(field) + ']'!r}"
            for key, field in schema["properties"].items()
        ]
        out += f"\n{class_name(name)} = TypedDict({class_name(name)!r}, {{{', '.join(fields)}}})\n"
    return out


def operations(contract: dict[str, Any]) -> list[dict[str, Any]]:
    """Every operation, flattened to what a method and a command need."""
    found = []
    for path, methods in contract["paths"].items():
        for method, operation in methods.items():
            noun, _, verb = operation["operationId"].partition(":")
            if not verb:
                raise SystemExit(f"{method} {path}: the operation id `{noun}` is not `noun:verb`")
            content = operation.get("requestBody", {}).get("content", {})
            body = resolve(contract, content.get("application/json", {}).get("schema"))
            answer = next((a for code, a in operation["responses"].items() if code.startswith("2")), {})
            parameters = operation.get("parameters", [])
            nothing = "204" in operation["responses"]
            found.append(
                {
                    "noun": noun,
                    "verb": verb,
                    "method": method.upper(),
                    "path": path,
                    "doc": operation.get("description") or operation.get("summary", ""),
                    "parts": [p["name"] for p in parameters if p["in"] == "path"],
                    "query": [p for p in parameters if p["in"] == "query" and p["name"] != "workspace"],
                    "body": body,
                    "raw": bool(content) and "application/json" not in content,
                    "answer": answer.get("content", {}).get("application/json", {}).get("schema"),
                    "streams": not nothing and "application/json" not in answer.get("content", {}),
                }
            )
    return sorted(found, key=lambda one: (one["noun"], one["verb"]))


def resolve(contract: dict[str, Any], schema: dict[str, Any] | None) -> dict[str, Any] | None:
    while schema and "$ref" in schema:
        schema = contract["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def safe(name: str) -> str:
    name = name.replace("-", "_")
    return name + "_" if keyword.iskeyword(name) or name in ("list", "id", "type") else name


def make_method(op: dict[str, Any]) -> str:
    arguments = [f"{safe(part)}: str | int" for part in op["parts"]]
    named: list[str] = []
    for one in op["query"]:
        kind = python_type(one["schema"], "types.")
        named.append(
            f"{safe(one['name'])}: {kind}"
            + ("" if one.get("required") else f"{'' if 'None' in kind else ' | None'} = None")
        )
    fields = (op["body"] or {}).get("properties")
    if fields is not None:
        required = set(op["body"].get("required", []))
        for key, field in fields.items():
            kind = python_type(field, "types.")
            named.append(f"{safe(key)}: {kind}" if key in required else f"{safe(key)}: {kind} | Unset = UNSET")
    elif op["body"] is not None:
        named.append(f"body: {python_type(op['body'], 'types.')}")
    if op["method"] in ("PATCH", "PUT", "DELETE", "POST"):
        named.append("if_match: int | None = None")
    named.sort(key=lambda text: " = " in text)
    signature = ", ".join(["self", *arguments, *(["*", *named] if named else [])])
    result = python_type(op["answer"], "types.") if op["answer"] else "None"
    call = [repr(op["method"]), repr(op["path"])]
    if op["parts"]:
        call.append("parts={" + ", ".join(f"{p!r}: {safe(p)}" for p in op["parts"]) + "}")
    if op["query"]:
        call.append("query={" + ", ".join(f"{q['name']!r}: {safe(q['name'])}" for q in op["query"]) + "}")
    if fields is not None:
        call.append("body={" + ", ".join(f"{k!r}: {safe(k)}" for k in fields) + "}")
    elif op["body"] is not None:
        call.append("body=body")
    if op["method"] in ("PATCH", "PUT", "DELETE", "POST"):
        call.append("if_match=if_match")
    called = f"self._call({', '.join(call)})"
    body = f"        _answer: {result} = {called}\n        return _answer\n" if op["answer"] else f"        {called}\n"
    return f"    def {safe(op['verb']) if op['verb'] != 'list' else 'list'}({signature}) -> {result}:\n{docstring(op['doc'], '        ')}{body}"


def make_resource(noun: str, ops: list[dict[str, Any]]) -> str:
    name = "".join(part.title() for part in noun.split("_"))
    methods = "\n".join(make_method(op).replace("list[", "builtins.list[") for op in ops)
    imports = "import builtins\nfrom typing import Any, Literal\n\nfrom volano import types\nfrom volano.resource import UNSET, Resource, Unset\n"
    return f'{HEAD}{imports}\n\nclass {name}(Resource):\n    """Operations on {noun.replace("_", " ")}."""\n\n{methods}'


def make_client(nouns: list[str]) -> str:
    names = {noun: "".join(part.title() for part in noun.split("_")) for noun in nouns}
    imports = "".join(f"    from volano.resources.{noun} import {name}\n" for noun, name in names.items())
    properties = "".join(
        f"    @cached_property\n    def {noun}(self) -> '{name}':\n        from volano.resources.{noun} import {name}\n\n        return {name}(self.transport)\n\n"
        for noun, name in names.items()
    )
    return f'''{HEAD}from functools import cached_property
from typing import TYPE_CHECKING

from volano.base import BaseClient

if TYPE_CHECKING:
{imports}

class Client(BaseClient):
    """A connection to a Volano server, one attribute for each noun. See BaseClient for its arguments."""

{properties}'''


def make_table(ops: list[dict[str, Any]], schemas: dict[str, Any]) -> str:
    rows = []
    for op in ops:
        fields = (op["body"] or {}).get("properties") or {}
        required = set((op["body"] or {}).get("required", []))
        rows.append(
            {
                "noun": op["noun"], "verb": op["verb"], "doc": op["doc"].strip(), "parts": op["parts"],
                "query": [(q["name"], option_kind(q["schema"]), bool(q.get("required")), q.get("description", "")) for q in op["query"]],
                "body": [(k, option_kind(deref(f, schemas)), k in required, f.get("description", "")) for k, f in fields.items()],
                "whole_body": op["body"] is not None and not fields,
                "confirms": op["method"] == "DELETE",
                "if_match": op["method"] in ("PATCH", "PUT"),
            }
        )  # fmt: skip
    return f"{HEAD}from typing import Any\n\nOPERATIONS: list[dict[str, Any]] = {rows!r}\n"


def deref(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    return schemas[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema


def option_kind(schema: dict[str, Any]) -> str:
    """`text`, `int`, `float`, `bool`, `texts` (repeatable), `choice:a,b` or `json`."""
    options = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    if len(options) != 1:
        return "json"
    schema = options[0]
    if "enum" in schema:
        return "choice:" + ",".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return "texts" if schema.get("items", {}).get("type") == "string" else "json"
    return {"string": "text", "integer": "int", "number": "float", "boolean": "bool"}.get(
        str(schema.get("type")), "json"
    )


def render() -> dict[Path, str]:
    """Every generated file with its text."""
    contract = json.loads((ROOT / "openapi.json").read_text())
    schemas = contract.get("components", {}).get("schemas", {})
    ops = [op for op in operations(contract) if not op["streams"] and not op["raw"]]
    nouns = sorted({op["noun"] for op in ops})
    files = {SDK / "types.py": make_types(schemas), SDK / "client.py": make_client(nouns)}
    files[SDK / "cli" / "operations.py"] = make_table(ops, schemas)
    files[SDK / "resources" / "__init__.py"] = HEAD.strip() + "\n"
    for noun in nouns:
        files[SDK / "resources" / f"{noun}.py"] = make_resource(noun, [op for op in ops if op["noun"] == noun])
    ruff = [sys.executable, "-m", "ruff", "format", "-q", "--stdin-filename", "x.py", "-"]
    fix = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "-q",
        "--fix-only",
        "--select",
        "F401,I,UP",
        "--stdin-filename",
        "src/volano/x.py",
        "-",
    ]
    done = {}
    for path, text in files.items():
        fixed = subprocess.run(fix, input=text, capture_output=True, text=True, check=True, cwd=ROOT).stdout
        done[path] = subprocess.run(ruff, input=fixed, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    return done


if __name__ == "__main__":
    made = render()
    for old in (SDK / "resources").glob("*.py"):
        if old not in made:
            old.unlink()
    for path, text in made.items():
        path.write_text(text)
    print(f"{len(made)} files")
