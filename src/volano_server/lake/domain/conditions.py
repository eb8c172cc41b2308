"""Conditions on rows: one small comparison language for every store and step, read without `eval`.

    label = 'spam' and (chars > 20 or subject contains 'offer') and sent_at is not null

Operators: `=`, `!=`, `<`, `<=`, `>`, `>=`, `in (…)`, `contains`, `starts with`, `is null`; joined by `and`, `or`, `not`
and brackets. A column with odd characters is written in back quotes. An empty cell fails every comparison, and its
negation too (the three-valued logic of SQL), except `is null`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NoReturn, TypeAlias

from volano_server.lake.errors import BadFilter

Value: TypeAlias = str | int | float | bool
Operator = Literal["=", "!=", "<", "<=", ">", ">=", "contains", "starts with"]
MAX_DEPTH = 32
MAX_LENGTH = 20_000


@dataclass(frozen=True, slots=True)
class Compare:
    column: str
    operator: Operator
    value: Value


@dataclass(frozen=True, slots=True)
class OneOf:
    column: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class IsNull:
    column: str


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Condition, ...]


Condition: TypeAlias = Compare | OneOf | IsNull | Not | AllOf | AnyOf

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<string>'(?:[^']|'')*'|"(?:[^"]|"")*")
    | (?P<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(?![\w.])
    | (?P<symbol><=|>=|<>|!=|==|[=<>(),])
    | `(?P<quoted>[^`]{1,200})`
    | (?P<word>[^\W\d]\w*)
    )""",
    re.VERBOSE,
)
_KEYWORDS = frozenset({"and", "or", "not", "in", "is", "null", "contains", "starts", "with", "true", "false"})
_SAME = {"==": "=", "<>": "!="}
_GRAMMAR = "write comparisons such as label = 'spam' and (chars >= 20 or subject contains 'offer')"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def parse_condition(text: str) -> Condition:
    """The condition written in `text`. Raises BadFilter with the character position and what may stand there."""
    if len(text) > MAX_LENGTH:
        raise BadFilter(f"the filter has {len(text)} characters, at most {MAX_LENGTH} are read", hint="shorten it")
    reader = _Reader(_tokens(text))
    condition = reader.either(0)
    if reader.peek().kind != "end":
        reader.fail("`and`, `or` or the end of the filter")
    return condition


def columns_of(condition: Condition) -> set[str]:
    """Names of the columns that `condition` looks at."""
    match condition:
        case Not(part):
            return columns_of(part)
        case AllOf(parts) | AnyOf(parts):
            return set().union(*(columns_of(part) for part in parts))
        case _:
            return {condition.column}


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    position = 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if not match:
            start = position + len(text[position:]) - len(text[position:].lstrip())
            raise BadFilter(f"`{text[start : start + 20]}` at character {start + 1} cannot be read", hint=_GRAMMAR)
        kind = match.lastgroup or ""
        raw = match.group(kind)
        if kind == "word" and raw.lower() in _KEYWORDS:
            kind, raw = "keyword", raw.lower()
        found.append(_Token("word" if kind == "quoted" else kind, raw, match.start(match.lastgroup or 0) + 1))
        position = match.end()
    return [*found, _Token("end", "the end", len(text) + 1)]


class _Reader:
    """Recursive descent over the tokens; `or` binds weaker than `and`, `and` weaker than `not`."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.position = 0

    def peek(self) -> _Token:
        return self.tokens[self.position]

    def take(self, *texts: str, kind: str = "keyword") -> bool:
        """True when the next token is one of `texts`, which is then consumed."""
        if self.peek().kind == kind and self.peek().text in texts:
            self.position += 1
            return True
        return False

    def fail(self, wanted: str) -> NoReturn:
        token = self.peek()
        found = f"the filter has `{token.text[:40]}` at character {token.at}"
        raise BadFilter(f"{found} instead of {wanted}", hint=_GRAMMAR)

    def either(self, depth: int) -> Condition:
        parts = [self.both(depth)]
        while self.take("or"):
            parts.append(self.both(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def both(self, depth: int) -> Condition:
        parts = [self.single(depth)]
        while self.take("and"):
            parts.append(self.single(depth))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def single(self, depth: int) -> Condition:
        if depth > MAX_DEPTH:
            raise BadFilter(f"the filter is nested deeper than {MAX_DEPTH} levels", hint="flatten it")
        if self.take("not"):
            return Not(self.single(depth + 1))
        if self.take("(", kind="symbol"):
            inner = self.either(depth + 1)
            if not self.take(")", kind="symbol"):
                self.fail("`)`")
            return inner
        return self.comparison()

    def comparison(self) -> Condition:
        token = self.peek()
        if token.kind != "word":
            self.fail("the name of a column")
        self.position += 1
        if self.take("is"):
            negated = self.take("not")
            if not self.take("null"):
                self.fail("`null`")
            return Not(IsNull(token.text)) if negated else IsNull(token.text)
        if self.take("not"):
            if not self.take("in"):
                self.fail("`in`")
            return Not(OneOf(token.text, self.list_of_values()))
        if self.take("in"):
            return OneOf(token.text, self.list_of_values())
        return Compare(token.text, self.operator(), self.value())

    def operator(self) -> Operator:
        if self.take("contains"):
            return "contains"
        if self.take("starts"):
            if not self.take("with"):
                self.fail("`with`")
            return "starts with"
        token = self.peek()
        if token.kind != "symbol" or token.text in "(),":
            self.fail("one of =, !=, <, <=, >, >=, in, contains, starts with, is null")
        self.position += 1
        return _SAME.get(token.text, token.text)  # type: ignore[return-value]

    def list_of_values(self) -> tuple[Value, ...]:
        if not self.take("(", kind="symbol"):
            self.fail("`(`")
        values = [self.value()]
        while self.take(",", kind="symbol"):
            values.append(self.value())
        if not self.take(")", kind="symbol"):
            self.fail("`,` or `)`")
        return tuple(values)

    def value(self) -> Value:
        token = self.peek()
        self.position += 1
        if token.kind == "string":
            quote = token.text[0]
            return token.text[1:-1].replace(quote * 2, quote)
        if token.kind == "number" and len(token.text) <= 40:
            return float(token.text) if set(token.text) & set(".eE") else int(token.text)
        if token.kind == "keyword" and token.text in ("true", "false"):
            return token.text == "true"
        self.position -= 1
        return self.fail("a text in quotes, a number, true or false")
