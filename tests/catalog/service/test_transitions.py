"""The proper way of a protected alias, and what it tells on the way."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from tests.catalog.cast import GATED, SYSTEM, Cast
from volano_server.catalog import TransitionOut, TransitionRefused
from volano_server.catalog.errors import AliasFree, RequestRefused, SameTarget, TransitionNotFound
from volano_server.catalog.tables import transitions
from volano_server.db import events
from volano_server.kit.errors import Forbidden


def moment_now(cast: Cast) -> int:
    """This moment, by the clock of the database: what expires now is over."""
    return cast.see(lambda tx: tx.now())


def codes(transition: TransitionOut) -> list[str]:
    return [item.code for item in transition.missing]


def test_from_request_to_production(cast: Cast) -> None:
    cast.gate.tell(observed=0.41, threshold=0.3, n=600, ci_low=0.37, ci_high=0.45, evidence_ref="run:9")
    cast.protect(**GATED)
    asked = cast.request("ed", "2")
    assert (asked.state, asked.from_number, asked.to_number) == ("open", None, 2)
    assert asked.policies == ["production-models@1"]
    assert asked.gates[0].words == (
        "gate `accuracy-gain` passed: observed 0.41, threshold 0.3, n 600, 95 % interval 0.37 to 0.45"
    )
    assert [item.words for item in asked.missing] == ["1 approval by a maintainer other than Anna, Ed is missing"]
    approved = cast.approve("bob", asked)
    assert (approved.state, approved.missing, approved.approvals[0].by_name) == ("approved", [], "Bob")
    applied = cast.apply("carol", asked)
    assert (applied.state, applied.closed_by_name, cast.target()) == ("applied", "Carol", 2)
    alias = cast.see(lambda tx: cast.aliases.get(tx, "model", "triage", "production"))
    assert alias.transition_id == asked.id


def test_the_audit_trail_holds_each_step(cast: Cast) -> None:
    cast.gate.tell()
    cast.protect(**GATED)
    asked = cast.request("ed", "2")
    cast.approve("bob", asked)
    cast.apply("carol", asked)
    rows = cast.see(lambda tx: tx.rows(tx.select(events).order_by(events.c.seq)))
    told = [(row.action, row.actor_name) for row in rows if not row.action.startswith("version")]
    assert told == [
        ("policy:set", "Ada"), ("transition:request", "Ed"), ("transition:approve", "Bob"), ("alias:set", "Carol"),
        ("transition:apply", "Carol"),
    ]  # fmt: skip
    assert {row.after_digest for row in rows[-2:]} == {asked.to_digest}


def test_refused_before_and_applied_after(cast: Cast) -> None:
    cast.gate.tell("failed", observed=0.01, threshold=0.05)
    cast.protect(**GATED)
    asked = cast.request("ed", "2")
    with pytest.raises(TransitionRefused) as caught:
        cast.apply("bob", asked)
    assert [item["code"] for item in caught.value.details["missing"]] == ["gate_failed", "approvals_missing"]
    assert caught.value.hint == f"see what is missing: `volano transitions get {asked.id}`"
    cast.gate.tell(observed=0.2, threshold=0.05)
    assert codes(cast.look(asked)) == ["gates_changed", "approvals_missing"]
    assert codes(cast.evaluate("ed", asked)) == ["approvals_missing"]
    cast.approve("bob", asked)
    assert cast.apply("bob", asked).state == "applied"


def test_two_of_three_maintainers_suffice(cast: Cast) -> None:
    cast.publish("ed", {"weights": "by ed"})
    cast.protect(approvals=[{"role": "maintainer", "count": 2}])
    asked = cast.request("ed", "4")
    assert [item.words for item in asked.missing] == [
        "2 approvals by persons who are at least maintainer other than Ed are missing"
    ]
    cast.approve("anna", asked)
    assert cast.approve("carol", asked).state == "approved"


def test_an_admin_counts_as_a_maintainer(cast: Cast) -> None:
    cast.protect()
    assert cast.approve("ada", cast.request("ed")).state == "approved"


def test_gates_alone_may_suffice(cast: Cast) -> None:
    cast.gate.tell()
    cast.protect(approvals=[], **GATED)
    asked = cast.request("ed")
    assert asked.state == "approved"
    assert cast.apply("bob", asked).state == "applied"


def test_an_alias_is_taken_away_only_with_consent(cast: Cast) -> None:
    cast.gate.tell("failed")
    cast.protect(**GATED)
    cast.break_glass("ada", "2")
    asked = cast.request("ed", None)
    assert codes(asked) == ["approvals_missing"]
    cast.approve("bob", asked)
    assert cast.apply("bob", asked).to_number is None
    assert cast.target() is None
    cast.delete("bob")


def test_asking_for_where_it_is_already_is_refused(cast: Cast) -> None:
    cast.protect()
    with pytest.raises(SameTarget):
        cast.request("ed", None)
    cast.break_glass("ada", "2")
    with pytest.raises(SameTarget):
        cast.request("ed", "2")


def test_a_free_alias_says_how_to_move_it(cast: Cast) -> None:
    with pytest.raises(AliasFree) as caught:
        cast.request("ed", alias="staging")
    assert caught.value.hint == "set it directly: `volano aliases set model triage staging --to VERSION`"


def test_only_the_requester_or_who_may_apply_cancels(cast: Cast) -> None:
    cast.hire("eve", "editor")
    cast.protect()
    asked = cast.request("ed")
    with pytest.raises(RequestRefused, match="Ed requested it"):
        cast.do("eve", lambda tx: cast.transitions.cancel(tx, asked.id))
    cancelled = cast.do("ed", lambda tx: cast.transitions.cancel(tx, asked.id, reason="a typo"))
    assert (cancelled.state, cancelled.close_reason, cancelled.missing) == ("cancelled", "a typo", [])


def test_an_editor_does_not_apply(cast: Cast) -> None:
    cast.protect()
    asked = cast.request("ed")
    cast.approve("bob", asked)
    with pytest.raises(Forbidden):
        cast.apply("ed", asked)


def test_transitions_are_listed_by_state_and_alias_in_pages(cast: Cast) -> None:
    cast.protect(alias_pattern="*")
    made = [cast.request("ed", to, alias) for to, alias in (("1", "production"), ("2", "production"), ("3", "canary"))]
    cast.approve("bob", made[1])
    cast.do("bob", lambda tx: cast.transitions.reject(tx, made[0].id, reason="no"))

    def found(**query: str) -> list[int | None]:
        page = cast.see(lambda tx: cast.transitions.list_transitions(tx, **query))  # type: ignore[arg-type]
        return [item.to_number for item in page.items]

    assert found() == [3, 2, 1]
    assert (found(state="open"), found(state="approved"), found(state="rejected")) == ([3], [2], [1])
    assert found(kind="model", name="triage", alias="production") == [2, 1]
    page = cast.see(lambda tx: cast.transitions.list_transitions(tx, limit=2))
    assert [item.approvals for item in page.items] == [0, 1]
    assert found(cursor=page.next_cursor or "") == [1]


def test_requests_past_their_time_are_closed_by_the_platform(cast: Cast) -> None:
    cast.protect()
    asked = cast.request("ed")
    assert cast.do("ada", cast.transitions.expire_due) == 0
    cast.raw(update(transitions).where(transitions.c.id == asked.id).values(expires_at=moment_now(cast)))
    assert cast.do(SYSTEM, cast.transitions.expire_due) == 1
    assert cast.look(asked).state == "expired"
    assert cast.see(lambda tx: cast.transitions.list_transitions(tx, state="expired")).items[0].id == asked.id


def test_an_unknown_transition_is_not_found(cast: Cast) -> None:
    with pytest.raises(TransitionNotFound):
        cast.see(lambda tx: cast.transitions.get(tx, "nothing"))


def test_the_catalogs_own_gates_read_what_is_stored(cast: Cast) -> None:
    cast.protect(gates=[{"name": "card-approved"}, {"name": "reproducible"}])
    made = dict.fromkeys(("recipe", "code_version", "environment_digest", "seeds"), "x")
    cast.publish("anna", {"w": 4}, metadata={"recipe": "x"})
    cast.publish("anna", {"w": 5}, metadata=made, run_id="r1")
    bare = cast.request("ed", "4")
    assert [item.words for item in bare.missing][:2] == [
        "gate `card-approved` has no evidence: the asset has no card",
        (
            "gate `reproducible` failed: missing: code_version, environment_digest, seeds, run; "
            "no run made it: it was pushed by hand; observed 1, threshold 5"
        ),
    ]
    cast.do("anna", lambda tx: cast.cards.set(tx, "model", "triage", "# Card", "pending_review"))
    cast.do("bob", lambda tx: cast.cards.set(tx, "model", "triage", "# Card", "approved"))
    full = cast.request("ed", "5")
    assert [gate.status for gate in full.gates] == ["passed", "passed"]
    cast.approve("bob", full)
    cast.do("anna", lambda tx: cast.cards.set(tx, "model", "triage", "# Other card", "draft"))
    with pytest.raises(TransitionRefused, match="the card is `draft`"):
        cast.apply("bob", full)
