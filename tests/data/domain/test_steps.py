"""Each step on small tables, and what all steps promise."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from tests.data.conftest import fixture_mails
from volano_server.data.domain.recipe import RowStep, TableStep, parse_recipe
from volano_server.data.domain.steps import (
    Compose,
    DetectLanguage,
    DropEmpty,
    ExactDuplicates,
    FilterRows,
    NearDuplicates,
    ParseMail,
    ScrubPersonal,
    SelectColumns,
    Split,
    Truncate,
)
from volano_server.data.errors import BadRecipe

LONG = "The committee met on Tuesday and agreed to publish the annual report before the summer break begins"


def table(*bodies: str | None, **columns: list[Any]) -> pa.Table:
    made = {"row_id": [f"r{n}" for n in range(len(bodies))], "body": pa.array(bodies, pa.large_string())}
    return pa.table(made | columns)


def decided(step: TableStep, rows: pa.Table) -> tuple[dict[str, Any], dict[str, Any]]:
    verdict, notes = step.decide(step.observe(rows, "row_id"))
    return verdict.to_pydict(), notes


ALL: list[Any] = [
    ParseMail(),
    DropEmpty(),
    ExactDuplicates(columns=["body"]),
    NearDuplicates(),
    DetectLanguage(keep=["en"]),
    ScrubPersonal(columns=["body"]),
    Truncate(),
    FilterRows(where="label = 'spam' or not row_id in ('r1', 'r3')"),
    SelectColumns(columns=["body"]),
    Split(by="row_id"),
    Compose(template="{{ label }}: {{body}}"),
]


class TestEveryStep:
    @pytest.fixture
    def rows(self) -> pa.Table:
        mails = [content for _, content in fixture_mails()]
        bodies = [f"{LONG} {n // 2}" if n % 3 else "" for n in range(len(mails))]
        labels = ["spam" if n % 2 else None for n in range(len(mails))]
        return table(*bodies, raw=pa.array(mails, pa.large_binary()), label=pa.array(labels, pa.string()))

    @pytest.mark.parametrize("step", ALL, ids=lambda step: str(step.name))
    def test_batches_give_what_the_whole_gives(self, step: RowStep | TableStep, rows: pa.Table) -> None:
        def applied(part: pa.Table, start: int) -> tuple[list[Any], list[Any]]:
            if isinstance(step, TableStep):
                outcome = step.apply(part, verdict.slice(start, part.num_rows))
            else:
                outcome = step.apply(part)
            reasons = [None] * part.num_rows if outcome.reasons is None else outcome.reasons.to_pylist()
            return outcome.table.to_pylist(), reasons

        if isinstance(step, TableStep):
            pieces = [step.observe(rows.slice(start, 7), "row_id") for start in range(0, 40, 7)]
            verdict = step.decide(pa.concat_tables(pieces))[0]
        whole = applied(rows, 0)
        pieces = [applied(rows.slice(start, 7), start) for start in range(0, 40, 7)]
        assert [row for piece, _ in pieces for row in piece] == whole[0]
        assert [reason for _, piece in pieces for reason in piece] == whole[1]

    @pytest.mark.parametrize("step", ALL, ids=lambda step: str(step.name))
    def test_an_empty_table_gives_the_same_columns(self, step: RowStep | TableStep, rows: pa.Table) -> None:
        def schema(part: pa.Table) -> pa.Schema:
            if isinstance(step, TableStep):
                return step.apply(part, step.decide(step.observe(part, "row_id"))[0]).table.schema
            return step.apply(part).table.schema

        assert schema(rows.schema.empty_table()) == schema(rows)

    @pytest.mark.parametrize("step", ALL, ids=lambda step: str(step.name))
    def test_a_missing_column_is_named_with_those_there_are(self, step: RowStep | TableStep) -> None:
        other = pa.table({"id": ["r0"], "note": ["x"]})
        with pytest.raises(BadRecipe, match=r"`id`.*`note`"):
            step.observe(other, "id") if isinstance(step, TableStep) else step.apply(other)


def test_mails_are_parsed_from_bytes_and_from_text() -> None:
    raw = b"Subject: One\nFrom: a@example.org\nDate: Tue, 03 Feb 2026 10:12:00 +0100\n\nHello\n"
    rows = pa.table({"row_id": ["a"], "raw": [raw]})
    text = pa.table({"row_id": ["a"], "raw": [raw.decode()]})
    for part in (rows, text):
        found = ParseMail().apply(part).table.to_pylist()[0]
        assert (found["subject"], found["sender"], found["body"]) == ("One", "a@example.org", "Hello")


def test_an_unreadable_mail_is_removed_with_the_reason() -> None:
    many = b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 600
    outcome = ParseMail().apply(pa.table({"row_id": ["a", "b"], "raw": [b"Subject: x\n\ny", many]}))
    assert outcome.reasons is not None
    assert outcome.reasons.to_pylist() == [None, "unreadable mail: it has more than 500 parts"]


def test_empty_and_short_texts_are_told_apart() -> None:
    outcome = DropEmpty(min_characters=5).apply(table("enough", "four", " \n\t ", None, ""))
    assert outcome.reasons is not None
    assert outcome.reasons.to_pylist() == [None, "shorter than 5 characters", "empty", "empty", "empty"]


def test_of_equal_texts_the_row_with_the_smallest_key_stays_whatever_the_order() -> None:
    rows = table("Same text!", "other", "same   TEXT", "same text ?")
    step = ExactDuplicates(columns=["body"])
    assert decided(step, rows)[0]["reason"] == [None, None, "exact duplicate", "exact duplicate"]
    turned = rows.take([3, 2, 1, 0])
    assert decided(step, turned)[0]["reason"] == ["exact duplicate", "exact duplicate", None, None]
    exact = ExactDuplicates(columns=["body"], compare="exact")
    assert decided(exact, rows)[0]["reason"] == [None] * 4


def test_near_duplicates_are_removed_or_marked_and_sampled() -> None:
    rows = table(
        LONG,
        "short text",
        LONG + " now",
        LONG.upper() + "!",
        "an entirely different text about the price of apples in the north",
    )
    found, notes = decided(NearDuplicates(), rows)
    assert found["reason"] == [None, None, "near duplicate", "near duplicate", None]
    assert found["cluster"] == ["r0", "r1", "r0", "r0", "r4"]
    assert (notes["clusters"], notes["rows in clusters"], notes["not compared (too short)"]) == (1, 3, 1)
    assert notes["sampled pairs"][0]["kept"] == "r0"
    marked, _ = decided(NearDuplicates(action="mark"), rows)
    assert marked["reason"] == [None] * 5
    assert marked["cluster"] == found["cluster"]


def test_scrubbing_drops_the_raw_column_and_reports_counts_only() -> None:
    rows = table("a@example.org", "nothing", raw=pa.array([b"a@example.org", b""]), other=["x", "y"])
    outcome = ScrubPersonal(columns=["body"]).apply(rows)
    assert outcome.table.column_names == ["row_id", "body", "other"]
    assert outcome.table.column("body").to_pylist() == ["<EMAIL>", "nothing"]
    assert outcome.counts == {"email": 1}


def test_languages_below_the_threshold_are_undetermined_and_can_be_left_out() -> None:
    rows = table(LONG, "La riunione della prossima settimana è spostata nella sala grande.", "1234", None)
    outcome = DetectLanguage(keep=["en"]).apply(rows)
    assert outcome.table.column("language").to_pylist() == ["en", "it", "und", "und"]
    assert outcome.reasons is not None
    assert outcome.reasons.to_pylist() == [None, "language it", "language und", "language und"]
    strict = DetectLanguage(threshold=1.0).apply(rows).table
    assert set(strict.column("language").to_pylist()) == {"und"}
    assert strict.column("language_score").to_pylist()[0] > 0.5


def test_texts_are_cut_by_characters_not_bytes() -> None:
    outcome = Truncate(max_characters=3).apply(table("èèèè", "abc", None, "😀😀😀😀"))
    assert outcome.table.column("body").to_pylist() == ["èèè", "abc", None, "😀😀😀"]
    assert outcome.counts == {"cut in `body`": 2}


def test_rows_that_do_not_meet_the_condition_go_empty_cells_included() -> None:
    rows = table("a", "b", "c", label=["spam", None, "ham"])
    outcome = FilterRows(where="label != 'ham'").apply(rows)
    assert outcome.reasons is not None
    assert outcome.reasons.to_pylist() == [None, "not label != 'ham'", "not label != 'ham'"]
    with pytest.raises(BadRecipe, match="`label` is of type string"):
        FilterRows(where="label > 3").apply(rows)


def test_columns_are_kept_in_the_named_order() -> None:
    rows = table("a", x=[1], y=[2])
    assert SelectColumns(columns=["y", "body", "y"]).apply(rows).table.column_names == ["y", "body"]


class TestSplit:
    def parts_of(self, step: Split, keys: list[str]) -> list[str]:
        rows = pa.table({"row_id": keys, "cluster": keys})
        return list(step.apply(rows).table.column("split").to_pylist())

    def test_shares_are_near_what_was_asked_for(self) -> None:
        parts = self.parts_of(Split(), [f"k{n}" for n in range(10_000)])
        assert abs(parts.count("train") - 8_000) < 200
        assert abs(parts.count("test") - 1_000) < 120

    def test_a_row_keeps_its_part_whatever_else_is_there(self) -> None:
        keys = [f"k{n}" for n in range(200)]
        together = self.parts_of(Split(), keys)
        assert self.parts_of(Split(), keys[::-1])[::-1] == together
        assert [self.parts_of(Split(), [key])[0] for key in keys] == together

    def test_the_written_order_of_the_parts_does_not_matter_and_the_seed_does(self) -> None:
        keys = [f"k{n}" for n in range(200)]
        one = Split(parts={"train": 0.9, "test": 0.1})
        other = Split(parts={"test": 0.1, "train": 0.9})
        assert self.parts_of(one, keys) == self.parts_of(other, keys)
        assert (
            parse_recipe([{"step": "split", "params": one.model_dump()}]).digest()
            == parse_recipe([{"step": "split", "params": other.model_dump()}]).digest()
        )
        assert self.parts_of(Split(seed="b"), keys) != self.parts_of(Split(seed="a"), keys)

    def test_near_duplicates_land_on_one_side(self) -> None:
        rows = table(*[f"{LONG} {'now ' * (n % 3)}" for n in range(30)])
        marked = NearDuplicates(action="mark")
        with_cluster = marked.apply(rows, marked.decide(marked.observe(rows, "row_id"))[0]).table
        assert len(set(Split().apply(with_cluster).table.column("split").to_pylist())) == 1

    def test_the_deal_is_fixed_for_all_time(self) -> None:
        expected = ["train", "train", "train", "train", "train", "test", "train", "train"]
        assert self.parts_of(Split(), list("abcdefgh")) == expected
