"""Sets of row ids: what was put in is found again, whatever its characters; nothing else is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from volano_server.catalog.domain.row_sets import encode_rows, has_row, rows_from

IDS = st.sets(st.text(min_size=1, max_size=20).filter(lambda text: text.isprintable() or "\n" in text), max_size=40)


@given(IDS, IDS)
def test_exactly_what_was_put_in_is_found(inside: set[str], outside: set[str]) -> None:
    stored = encode_rows(inside)
    assert all(has_row(stored, row_id) for row_id in inside)
    assert not any(has_row(stored, row_id) for row_id in outside - inside)


@given(IDS, st.integers(1, 7))
def test_pages_give_every_row_once(inside: set[str], limit: int) -> None:
    stored, offset, found = encode_rows(inside), 0, list[str]()
    while offset is not None:
        page, offset = rows_from(stored, offset, limit)  # type: ignore[assignment]
        assert len(page) <= limit
        found += page
    assert sorted(found) == sorted(inside)


def test_a_million_rows_are_asked_by_a_few_lines() -> None:
    class Counting(bytes):
        looks = 0

        def find(self, *given: object) -> int:  # type: ignore[override]
            type(self).looks += 1
            return super().find(*given)  # type: ignore[arg-type]

    stored = Counting(encode_rows(f"row-{number}" for number in range(200_000)))
    assert has_row(stored, "row-123456")
    assert not has_row(stored, "row-x")
    assert Counting.looks < 60
