"""Random histories of one protected and one free alias: the catalog against a model of what may happen.

The model keeps its own books: who consented to what, under which policy version and which evidence. Whatever the
catalog does differently, once, on either database, is found here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.catalog.cast import GATED, Cast
from volano_server.access import Role
from volano_server.catalog import TransitionOut
from volano_server.db import Database, verify_chain
from volano_server.kit.errors import AppError

PEOPLE = ("anna", "bob", "carol", "ed")
people = st.sampled_from(PEOPLE)
pick = st.integers(0, 30)
ALWAYS = (
    "publish", "request", "delete_version", "set_directly", "break_glass", "new_evidence", "change_policy",
    "change_role",
)  # fmt: skip
OFTEN = ("request", "go_round", "go_round", "apply", "evaluate")
VERBS = (*ALWAYS, *OFTEN, "approve", "evaluate", "apply", "end", "roll_back")
STATES = {
    "open": {"open", "approved"},
    "ended": {"rejected", "cancelled"},
    "applied": {"applied"},
    "rolled back": {"rolled_back"},
}


@dataclass
class Book:
    """What the model knows of one transition."""

    out: TransitionOut
    before: int | None
    to: int
    requester: str
    policy: int
    evidence: int
    state: str = "open"
    kind: str = "change"
    consents: set[str] = field(default_factory=set)


class Transitions(RuleBasedStateMachine):
    """The policy asks for `wanted` maintainers and a passed gate; Ada and Ari are the admins."""

    database: Database

    @initialize()
    def begin(self) -> None:
        self.cast = Cast(self.database, "machine")
        self.alias: dict[str, int | None] = {"production": None, "staging": None}
        self.last_move: Book | None = None
        self.books: list[Book] = []
        self.living: dict[int, str] = {}
        self.numbers = 0
        self.policy, self.wanted = 1, 1
        self.evidence, self.passes = 1, True
        self.maintainers = {"anna", "bob", "carol"}
        self.tell()
        self.cast.protect(**GATED)
        for _ in range(2):
            self.publish(0, "anna")

    # ---- the catalog does, the model expects ------------------------------------------------------------------

    def expect(self, allowed: bool, act: Any) -> Any:
        """What the act returns; None when it was refused, as it should be."""
        try:
            result = act()
        except AppError as error:
            if allowed:
                raise AssertionError(f"refused although the model allows it: {error.code}") from error
            return None
        assert allowed, "allowed although the model refuses it"
        return result

    def tell(self) -> None:
        self.cast.gate.tell("passed" if self.passes else "failed", evidence_ref=f"run:{self.evidence}")

    def choose(self, index: int) -> Book:
        """A transition, mostly the newest that is still open."""
        live = [book for book in self.books if self.is_live(book)]
        if live and index % 3:
            return live[-1]
        return self.books[index % len(self.books)]

    def is_live(self, book: Book) -> bool:
        return book.state == "open"

    def is_sound(self, book: Book) -> bool:
        """Whether all but the approvals is in place."""
        bound = (book.policy, book.evidence) == (self.policy, self.evidence)
        return self.is_live(book) and bound and self.passes and self.alias["production"] == book.before

    # ---- versions and aliases ---------------------------------------------------------------------------------

    def publish(self, index: int, who: str) -> None:
        self.numbers += 1
        made = self.cast.publish(who, {"number": self.numbers})
        assert made.number == self.numbers
        self.living[made.number] = who

    def delete_version(self, index: int, who: str) -> None:
        number = 1 + index % self.numbers
        used = number in self.alias.values() or any(self.is_live(book) and book.to == number for book in self.books)
        ref = f"triage@{number}"
        if number in self.living and not used:
            self.cast.delete(who, ref)
            del self.living[number]
        else:
            self.expect(False, lambda: self.cast.delete(who, ref))

    def set_directly(self, index: int, who: str) -> None:
        number, alias = 1 + index % self.numbers, "production" if index % 3 else "staging"
        allowed = alias == "staging" and number in self.living
        if self.expect(allowed, lambda: self.cast.set_alias(who, str(number), alias=alias)):
            self.alias[alias] = number

    # ---- transitions ------------------------------------------------------------------------------------------

    def request(self, index: int, who: str) -> None:
        targets = [number for number in self.living if number != self.alias["production"]]
        number = targets[index % len(targets)] if targets and index % 5 else 1 + index % self.numbers
        allowed = number in self.living and self.alias["production"] != number
        if out := self.expect(allowed, lambda: self.cast.request(who, str(number))):
            self.books.append(Book(out, self.alias["production"], number, who, self.policy, self.evidence))

    def approve(self, index: int, who: str) -> None:
        self.approve_one(self.choose(index), who)

    def approve_one(self, book: Book, who: str) -> None:
        barred = who in (book.requester, self.living.get(book.to))
        allowed = self.is_sound(book) and who in self.maintainers and not barred
        if self.expect(allowed, lambda: self.cast.approve(who, book.out)):
            book.consents.add(who)

    def go_round(self, index: int, who: str) -> None:
        """As in an office: somebody applies too early, some consent, something changes, somebody tries again."""
        book = self.choose(index)
        self.apply_one(book, who)
        if index % 4:
            self.evaluate_one(book)
        for name in PEOPLE[index % 2 :]:
            self.approve_one(book, name)
        if change := (None, self.new_evidence, self.change_role, self.change_policy)[index // 2 % 4]:
            change(index, max(book.consents, default=who))
            if index % 3:
                self.evaluate_one(book)
        self.apply_one(book, min(self.maintainers, default=who))

    def evaluate(self, index: int, who: str) -> None:
        self.evaluate_one(self.choose(index))

    def evaluate_one(self, book: Book) -> None:
        if self.expect(self.is_live(book), lambda: self.cast.evaluate("anna", book.out)):
            if (book.policy, book.evidence) != (self.policy, self.evidence):
                book.consents.clear()
            book.policy, book.evidence = self.policy, self.evidence

    def apply(self, index: int, who: str) -> None:
        self.apply_one(self.choose(index), who)

    def apply_one(self, book: Book, who: str) -> None:
        enough = len(book.consents & self.maintainers) >= self.wanted
        allowed = self.is_sound(book) and enough and who in self.maintainers
        if self.expect(allowed, lambda: self.cast.apply(who, book.out)):
            book.state, self.alias["production"], self.last_move = "applied", book.to, book

    def end(self, index: int, who: str) -> None:
        book, verb = self.choose(index), "reject" if index % 2 else "cancel"
        allowed = self.is_live(book) and (who in self.maintainers or (verb == "cancel" and who == book.requester))
        act = getattr(self.cast.transitions, verb)
        if self.expect(allowed, lambda: self.cast.do(who, lambda tx: act(tx, book.out.id))):
            book.state = "ended"

    def roll_back(self, index: int, who: str) -> None:
        book = self.last_move if self.last_move and index % 3 else self.books[index % len(self.books)]
        there = book.before is None or book.before in self.living
        undoable = book.state == "applied" and book is self.last_move and book.kind != "rollback"
        allowed = undoable and there and who in self.maintainers
        if out := self.expect(allowed, lambda: self.cast.rollback(who, book.out)):
            book.state, self.alias["production"] = "rolled back", book.before
            self.keep_move(out, "rollback")

    def break_glass(self, index: int, who: str) -> None:
        who = "ada" if index % 2 else who
        number, before = 1 + index % self.numbers, self.alias["production"]
        allowed = who == "ada" and number in self.living and before != number
        if out := self.expect(allowed, lambda: self.cast.break_glass(who, str(number))):
            self.alias["production"] = number
            self.keep_move(out, "break_glass", before)

    def keep_move(self, out: TransitionOut, kind: str, before: int | None = None) -> None:
        self.last_move = Book(out, before, out.to_number or 0, "", 0, 0, "applied", kind)
        self.books.append(self.last_move)

    # ---- the world turns --------------------------------------------------------------------------------------

    def new_evidence(self, index: int, who: str) -> None:
        self.evidence, self.passes = self.evidence + 1, index % 5 > 0
        self.tell()

    def change_policy(self, index: int, who: str) -> None:
        wanted, confirmed = 1 + index % 2, index % 3 > 0
        rules = {**GATED, "approvals": [{"role": "maintainer", "count": wanted}]}
        after = self.cast.change_policy("ada", **rules)
        if wanted == self.wanted:
            return
        assert (after.proposed is not None) == (wanted < self.wanted)
        if after.proposed is not None:
            if not confirmed:
                return
            self.cast.confirm("ari", after.newest)
        self.policy, self.wanted = after.newest, wanted
        for book in self.books:
            if self.is_live(book):
                book.consents.clear()
                book.policy = min(book.policy, self.policy - 1)

    def change_role(self, index: int, who: str) -> None:
        role: Role = "editor" if index % 2 else "maintainer"
        self.cast.promote(who, role)
        self.maintainers = (self.maintainers - {who}) | ({who} if role == "maintainer" else set())

    # ---- the steps --------------------------------------------------------------------------------------------

    @rule(steps=st.lists(st.tuples(st.sampled_from(VERBS), pick, people), min_size=12, max_size=12))
    def live_on(self, steps: list[tuple[str, int, str]]) -> None:
        """Some steps of a random history; in one rule, so that no history is short or goes without some kinds."""
        for verb, index, who in steps:
            if self.books or verb in ALWAYS:
                getattr(self, verb)(index, who)
                self.aliases_are_where_the_model_has_them()

    # ---- always -----------------------------------------------------------------------------------------------

    @invariant()
    def aliases_are_where_the_model_has_them(self) -> None:
        if hasattr(self, "cast"):
            asset = self.cast.see(lambda tx: self.cast.catalog.get_asset(tx, "model", "triage"))
            assert {alias.name: alias.number for alias in asset.aliases} == {
                name: number for name, number in self.alias.items() if number is not None
            }

    def teardown(self) -> None:
        if hasattr(self, "cast"):
            for book in self.books:
                shown = self.cast.look(book.out)
                assert shown.state in STATES[book.state]
                standing = {item.by_name.lower() for item in shown.approvals if item.voided_at is None}
                assert standing >= book.consents if book.state != "open" else standing == book.consents
            assert verify_chain(self.database, self.cast.workspace_id).fault == ""


@pytest.mark.slow
def test_random_histories_leave_aliases_and_approvals_where_the_rules_put_them(shared: Database) -> None:
    run_state_machine_as_test(
        type("TransitionsThere", (Transitions,), {"database": shared}),
        settings=settings(
            max_examples=15, stateful_step_count=6, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
