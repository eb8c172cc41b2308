"""Rollback and break-glass: quick, and never without a trace."""

from __future__ import annotations

import pytest

from tests.catalog.cast import GATED, Cast
from volano_server.catalog.errors import AssetInUse, RollbackRefused
from volano_server.db import events


def test_a_rollback_is_a_transition_of_its_own(cast: Cast) -> None:
    cast.protect()
    for to in ("1", "2"):
        asked = cast.request("ed", to)
        cast.approve("bob", asked)
        cast.apply("bob", asked)
    back = cast.do("bob", lambda tx: cast.recovery.rollback(tx, asked.id, reason="slow answers"))
    assert (back.kind, back.state, back.rolls_back, back.reason) == ("rollback", "applied", asked.id, "slow answers")
    assert (back.from_number, back.to_number, cast.target()) == (2, 1, 1)
    assert cast.look(asked).state == "rolled_back"


def test_a_rollback_of_the_first_move_takes_the_alias_away(cast: Cast) -> None:
    cast.protect()
    asked = cast.request("ed", "1")
    cast.approve("bob", asked)
    cast.apply("bob", asked)
    assert cast.rollback("bob", asked).to_number is None
    assert cast.target() is None


def test_a_rollback_to_a_version_that_was_deleted_is_refused(cast: Cast) -> None:
    cast.set_alias("anna", "1")
    cast.protect()
    asked = cast.request("ed", "2")
    cast.approve("bob", asked)
    cast.apply("bob", asked)
    cast.delete("bob", "triage@1")
    with pytest.raises(RollbackRefused, match="version 1 is gone"):
        cast.rollback("bob", asked)


def test_a_broken_glass_moves_at_once_alerts_and_waits_for_a_review(cast: Cast) -> None:
    cast.gate.tell("failed")
    cast.protect(**GATED)
    broken = cast.break_glass("ada", "3", reason="the old model leaks addresses")
    assert (broken.kind, broken.state, broken.needs_review, cast.target()) == ("break_glass", "applied", True, 3)
    open_items = cast.see(lambda tx: cast.transitions.list_transitions(tx, needs_review=True)).items
    assert [item.id for item in open_items] == [broken.id]
    alerts = cast.see(lambda tx: tx.rows(tx.select(events).where(events.c.action == "transition:break_glass")))
    assert [(row.data["alert"], row.reason, row.actor_name) for row in alerts] == [
        (True, "the old model leaks addresses", "Ada")
    ]
    done = cast.do("bob", lambda tx: cast.recovery.review(tx, broken.id, notes="justified, see incident 7"))
    assert (done.needs_review, done.reviewed_by_name) == (False, "Bob")
    assert cast.see(lambda tx: cast.transitions.list_transitions(tx, needs_review=True)).items == []


def test_what_broke_the_glass_can_be_rolled_back(cast: Cast) -> None:
    cast.set_alias("anna", "1")
    cast.protect()
    broken = cast.break_glass("ada", "3")
    cast.rollback("bob", broken)
    assert cast.target() == 1
    assert cast.look(broken).needs_review


def test_the_version_in_production_cannot_be_deleted_after_any_of_it(cast: Cast) -> None:
    cast.protect()
    cast.break_glass("ada", "3")
    with pytest.raises(AssetInUse, match="production"):
        cast.delete("ada", "triage@3")
