"""Names of assets as parts of table names: two names never share a table."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from volano_server.kit.names import InvalidName, check_name
from volano_server.lake import check_table_name, table_segment

NAMES = st.text("ab01._-", min_size=1, max_size=100)


def is_name(text: str) -> bool:
    try:
        return bool(check_name(text))
    except InvalidName:
        return False


@given(NAMES.filter(is_name), NAMES.filter(is_name))
def test_two_names_have_two_tables_that_leave_room_for_an_ending(one: str, other: str) -> None:
    tables = {check_table_name(f"w/{table_segment(name)}-removed") for name in (one, other)}
    assert len(tables) == len({one, other})


def test_a_plain_name_stays_and_any_other_keeps_a_readable_part() -> None:
    assert table_segment("mails-2026") == "mails-2026"
    assert table_segment("a_b") == "a_b"
    assert table_segment("a.b").startswith("a-b-x")
    assert table_segment("a.b") != table_segment("a-b")
    assert table_segment("mails-removed") != "mails-removed"
    forged = table_segment("a.b")
    assert table_segment(forged) != forged
    check_table_name(f"w/{table_segment('a' * 100)}-removed")
