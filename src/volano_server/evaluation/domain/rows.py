"""Rows to evaluate, checked: ids that occur once, columns of one length, labels from the declared set."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from volano_server.evaluation.domain.errors import EmptyEvaluation, RowMismatch, UnknownLabel


@dataclass(frozen=True, slots=True)
class LabelledRows:
    """What was expected and what a system answered, row by row; `None` is an answer that names no label."""

    row_ids: tuple[str, ...]
    expected: tuple[str, ...]
    predicted: tuple[str | None, ...]
    labels: tuple[str, ...]


def labelled_rows(
    row_ids: Sequence[str], expected: Sequence[str], predicted: Sequence[str | None], labels: Sequence[str]
) -> LabelledRows:
    """The checked rows.

    Raises EmptyEvaluation (no row), RowMismatch (lengths, a repeated id), UnknownLabel (a label that is not
    declared in `labels`, or fewer than two labels).
    """
    check_row_ids(row_ids, {"expected": len(expected), "predicted": len(predicted)})
    if len(set(labels)) != len(labels) or len(labels) < 2:
        raise UnknownLabel(
            f"The labels are {_shown(labels)}; at least two different ones are needed.",
            hint="Name every label that an answer may have, each once.",
        )
    for what, column in (("expected", expected), ("predicted", predicted)):
        unknown = sorted({str(label) for label in column if label is not None or what == "expected"} - set(labels))
        if unknown:
            raise UnknownLabel(
                f"The {what} labels {_shown(unknown)} are not among the declared labels {_shown(labels)}.",
                hint="Declare them, or pass None for an answer that names no label; it then counts as wrong.",
            )
    return LabelledRows(tuple(row_ids), tuple(expected), tuple(predicted), tuple(labels))


def check_row_ids(row_ids: Sequence[str], columns: dict[str, int]) -> None:
    """Nothing, when there are rows, ids occur once and each named column has one entry per id."""
    if not row_ids:
        raise EmptyEvaluation("There is no row to evaluate.", hint="Check the split and the filters of the dataset.")
    for name, length in columns.items():
        if length != len(row_ids):
            raise RowMismatch(
                f"There are {len(row_ids)} row ids but {length} entries in `{name}`.",
                hint="Pass one entry per row.",
            )
    repeated = [row_id for row_id, times in Counter(row_ids).items() if times > 1]
    if repeated:
        raise RowMismatch(
            f"The row ids {_shown(repeated)} occur more than once.",
            hint="Score every row once; average repeated answers first.",
        )


def alignment(row_ids_a: Sequence[str], row_ids_b: Sequence[str]) -> list[int]:
    """For each row of A the position of the same row in B; raises RowMismatch where either lacks one."""
    positions = {row_id: position for position, row_id in enumerate(row_ids_b)}
    only_a = [row_id for row_id in row_ids_a if row_id not in positions]
    only_b = sorted(positions.keys() - set(row_ids_a))
    if only_a or only_b:
        raise RowMismatch(
            f"The two systems answered different rows: {len(only_a)} only in the first ({_shown(only_a)}), "
            f"{len(only_b)} only in the second ({_shown(only_b)}).",
            hint="Evaluate both on the same version of the dataset and the same split.",
        )
    return [positions[row_id] for row_id in row_ids_a]


def _shown(values: Sequence[str]) -> str:
    shown = ", ".join(f"`{value}`" for value in values[:5])
    return f"{shown}, … ({len(values)})" if len(values) > 5 else shown or "none"
