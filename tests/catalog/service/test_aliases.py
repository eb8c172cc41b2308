"""Free aliases move at once; every move is kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.catalog.cast import Cast
from volano_server.catalog import AliasNotFound, VersionNotFound
from volano_server.catalog.errors import ReservedAlias, RevisionMoved
from volano_server.kit.errors import AppError
from volano_server.kit.names import InvalidName


def test_a_free_alias_moves_at_once_and_resolves(cast: Cast) -> None:
    assert cast.set_alias("ed", "2", alias="staging").revision == 1
    moved = cast.set_alias("ed", "latest", alias="staging")
    assert (moved.number, moved.revision, moved.protected_by, moved.moved_by_name) == (3, 2, [], "Ed")
    assert cast.see(lambda tx: cast.catalog.resolve(tx, "model", "triage@staging")).number == 3


def test_an_alias_can_follow_another_or_a_digest(cast: Cast) -> None:
    second = cast.see(lambda tx: cast.catalog.resolve(tx, "model", "triage@2"))
    cast.set_alias("ed", second.digest, alias="staging")
    assert cast.set_alias("ed", "staging", alias="canary").number == 2


def test_setting_an_alias_where_it_is_changes_nothing(cast: Cast) -> None:
    cast.set_alias("ed", "2", alias="staging")
    assert cast.set_alias("bob", "2", alias="staging").revision == 1


def test_a_move_that_the_caller_did_not_see_is_refused(cast: Cast) -> None:
    cast.set_alias("ed", "1", alias="staging", revision=0)
    with pytest.raises(RevisionMoved, match="is at revision 1, not 0"):
        cast.set_alias("ed", "2", alias="staging", revision=0)
    cast.set_alias("ed", "2", alias="staging", revision=1)
    with pytest.raises(RevisionMoved):
        cast.remove_alias("ed", "staging", revision=1)


def test_revisions_go_on_after_an_alias_was_taken_away(cast: Cast) -> None:
    cast.set_alias("ed", "1", alias="staging")
    cast.remove_alias("ed", "staging")
    with pytest.raises(AliasNotFound):
        cast.see(lambda tx: cast.catalog.resolve(tx, "model", "triage@staging"))
    with pytest.raises(AliasNotFound):
        cast.remove_alias("ed", "staging")
    assert cast.set_alias("ed", "1", alias="staging").revision == 3


@pytest.mark.parametrize(
    ("alias", "to", "error"),
    [
        ("latest", "1", ReservedAlias), ("7", "1", ReservedAlias), ("Prod", "1", InvalidName),
        ("staging", "9", VersionNotFound), ("staging", "nowhere", AliasNotFound), ("staging", "triage@2", InvalidName),
        ("staging", "", InvalidName), ("staging", "0", InvalidName), ("staging", "sha256:12", InvalidName),
    ],
)  # fmt: skip
def test_a_move_to_nowhere_is_refused(cast: Cast, alias: str, to: str, error: type[AppError]) -> None:
    with pytest.raises(error):
        cast.set_alias("ed", to, alias=alias)
    assert cast.see(lambda tx: cast.aliases.list_aliases(tx, "model", "triage")) == []


def test_of_many_who_move_from_one_revision_exactly_one_wins(cast: Cast) -> None:
    cast.set_alias("ed", "1", alias="staging")

    def move(to: str) -> str:
        try:
            return str(cast.set_alias("ed", to, alias="staging", revision=1).number)
        except RevisionMoved:
            return "lost"

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(move, ["2", "3"] * 4))
    won = [result for result in results if result != "lost"]
    assert [int(number) for number in won] == [cast.target("staging")]


def test_the_history_tells_every_move_and_who_made_it(cast: Cast) -> None:
    cast.set_alias("ed", "1", alias="staging")
    cast.set_alias("ed", "1", alias="other")
    cast.do("anna", lambda tx: cast.aliases.set(tx, "model", "triage", "staging", "3", reason="faster"))
    cast.remove_alias("bob", "staging")
    first = cast.see(lambda tx: cast.aliases.history(tx, "model", "triage", "staging", limit=2))
    rest = cast.see(lambda tx: cast.aliases.history(tx, "model", "triage", "staging", cursor=first.next_cursor))
    told = [(item.by_name, item.data["from"], item.data["to"], item.reason) for item in first.items + rest.items]
    assert told == [("Bob", 3, None, ""), ("Anna", 1, 3, "faster"), ("Ed", None, 1, "")]
    assert rest.items[-1].from_digest is None
    assert first.items[0].to_digest is None
