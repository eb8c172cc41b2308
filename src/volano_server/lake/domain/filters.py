"""Conditions against a schema: checked, then written as SQL (Lance) or as an Arrow expression (Parquet, steps)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from volano_server.lake.domain.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    IsNull,
    Not,
    OneOf,
    Value,
    columns_of,
)
from volano_server.lake.errors import BadFilter

if TYPE_CHECKING:
    import pyarrow as pa

Family = Literal["text", "integer", "float", "boolean", "time", "other"]
_LITERALS: dict[Family, tuple[type, ...]] = {
    "text": (str,),
    "integer": (int, float),
    "float": (int, float),
    "boolean": (bool,),
    "time": (str,),
    "other": (),
}
_FORMS: dict[Family, str] = {
    "text": "a text in quotes",
    "integer": "a number",
    "float": "a number",
    "boolean": "true or false",
    "time": "a time such as '2026-11-21' or '2026-11-21T22:51:07+00:00'",
    "other": "only `is null`",
}


def family_of(kind: pa.DataType) -> Family:
    """The family of an Arrow type that decides which literals may be compared with it."""
    import pyarrow as pa

    types = pa.types
    if types.is_dictionary(kind):
        return family_of(kind.value_type)
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return "text"
    if types.is_integer(kind):
        return "integer"
    if types.is_floating(kind):
        return "float"
    if types.is_boolean(kind):
        return "boolean"
    return "time" if types.is_timestamp(kind) or types.is_date(kind) else "other"


def check_condition(condition: Condition, schema: pa.Schema) -> None:
    """Nothing, when every column exists and every literal fits it; raises BadFilter naming what is allowed."""
    for column in sorted(columns_of(condition)):
        if column not in schema.names:
            known = ", ".join(f"`{name}`" for name in schema.names)
            raise BadFilter(f"the filter names the column `{column}`; the table has {known}", hint="use one of these")
    _check_literals(condition, schema)


def to_sql(condition: Condition, schema: pa.Schema) -> str:
    """The condition as DataFusion SQL, every name and text quoted. `check_condition` must have passed."""
    match condition:
        case AllOf(parts):
            return "(" + " AND ".join(to_sql(part, schema) for part in parts) + ")"
        case AnyOf(parts):
            return "(" + " OR ".join(to_sql(part, schema) for part in parts) + ")"
        case Not(part):
            return f"(NOT {to_sql(part, schema)})"
        case IsNull(column):
            return f"(`{column}` IS NULL)"
        case OneOf(column, values):
            listed = ", ".join(_sql_literal(value, schema.field(column).type) for value in values)
            return f"({_sql_column(column, values, schema)} IN ({listed}))"
        case Compare(column, operator, value):
            literal = _sql_literal(value, schema.field(column).type)
            if operator == "contains":
                return f"contains(`{column}`, {literal})"
            if operator == "starts with":
                return f"starts_with(`{column}`, {literal})"
            return f"({_sql_column(column, (value,), schema)} {operator} {literal})"


def to_expression(condition: Condition, schema: pa.Schema) -> Any:
    """The condition as a `pyarrow.compute.Expression`. `check_condition` must have passed."""
    import pyarrow as pa
    import pyarrow.compute as pc

    match condition:
        case AllOf(parts):
            terms = [to_expression(part, schema) for part in parts]
            return _joined(terms, pc.and_kleene)
        case AnyOf(parts):
            return _joined([to_expression(part, schema) for part in parts], pc.or_kleene)
        case Not(part):
            return ~to_expression(part, schema)
        case IsNull(column):
            return pc.field(column).is_null()
        case OneOf(column, values):
            kind = _comparable(schema.field(column).type)
            listed = pa.array([_python_literal(value, kind) for value in values], type=_list_type(kind, values))
            found = pc.field(column).cast(listed.type).isin(listed)
            return pc.if_else(pc.field(column).is_valid(), found, pa.scalar(None, pa.bool_()))
        case Compare(column, operator, value):
            return _compared(pc.field(column), operator, _python_literal(value, schema.field(column).type))


def _check_literals(condition: Condition, schema: pa.Schema) -> None:
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                _check_literals(part, schema)
        case Not(part):
            _check_literals(part, schema)
        case OneOf(column, values):
            for value in values:
                _check_literal(column, value, schema.field(column).type)
        case Compare(column, operator, value):
            _check_literal(column, value, schema.field(column).type)
            family = family_of(schema.field(column).type)
            text_only = operator in ("contains", "starts with")
            if (text_only and family != "text") or (family == "boolean" and operator not in ("=", "!=")):
                raise BadFilter(
                    f"`{operator}` does not fit the column `{column}` ({schema.field(column).type})",
                    hint="compare texts with `contains`, true and false with = and !=",
                )
        case IsNull():
            pass


def _check_literal(column: str, value: Value, kind: pa.DataType) -> None:
    family = family_of(kind)
    fits = isinstance(value, _LITERALS[family]) and (family == "boolean" or not isinstance(value, bool))
    if fits and family == "time":
        fits = _moment(value) is not None
    if fits and isinstance(value, int) and abs(value) >= 2**63:
        fits = False
    if not fits:
        raise BadFilter(
            f"the column `{column}` is of type {kind}; `{str(value)[:60]}` cannot be compared with it",
            hint=f"write {_FORMS[family]}",
        )


def _moment(value: Value) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _python_literal(value: Value, kind: pa.DataType) -> Any:
    if family_of(kind) != "time":
        return value
    import pyarrow as pa

    moment = _moment(value) or datetime.now(UTC)
    if pa.types.is_date(kind):
        return moment.date()
    return moment.astimezone(UTC) if kind.tz else moment.astimezone(UTC).replace(tzinfo=None)


def _sql_literal(value: Value, kind: pa.DataType) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if family_of(kind) == "time":
        moment = _python_literal(value, kind)
        import pyarrow as pa

        if pa.types.is_date(kind):
            return f"date '{moment.isoformat()}'"
        return f"timestamp '{moment.replace(tzinfo=None).isoformat(sep=' ')}'"
    return "'" + value.replace("'", "''") + "'"


def _sql_column(column: str, values: tuple[Value, ...], schema: pa.Schema) -> str:
    """The quoted column; an integer one is widened where a fraction is compared, which Lance refuses otherwise."""
    widened = family_of(schema.field(column).type) == "integer" and any(isinstance(value, float) for value in values)
    return f"CAST(`{column}` AS DOUBLE)" if widened else f"`{column}`"


def _comparable(kind: pa.DataType) -> pa.DataType:
    import pyarrow as pa

    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _list_type(kind: pa.DataType, values: tuple[Value, ...]) -> pa.DataType:
    import pyarrow as pa

    return pa.float64() if any(isinstance(value, float) for value in values) else kind


def _joined(terms: list[Any], join: Any) -> Any:
    result = terms[0]
    for term in terms[1:]:
        result = join(result, term)
    return result


def _compared(field: Any, operator: str, value: Any) -> Any:
    import pyarrow.compute as pc

    match operator:
        case "=":
            return field == value
        case "!=":
            return field != value
        case "<":
            return field < value
        case "<=":
            return field <= value
        case ">":
            return field > value
        case ">=":
            return field >= value
        case "contains":
            return pc.match_substring(field, value)
        case _:
            return pc.starts_with(field, value)
