"""Cards: text with a status that its writer cannot give themselves."""

from __future__ import annotations

import pytest

from tests.catalog.cast import Cast
from volano_server.catalog import CardOut
from volano_server.catalog.errors import ApprovalRefused, CardNotFound, RevisionMoved
from volano_server.catalog.schemas.assets import CardStatus
from volano_server.kit.subject import PermissionDenied, Subject


def write(
    cast: Cast, who: str | Subject, text: str, status: CardStatus = "draft", revision: int | None = None
) -> CardOut:
    return cast.do(who, lambda tx: cast.cards.set(tx, "model", "triage", text, status, revision=revision))


def test_a_card_is_written_read_and_changed_with_its_revision(cast: Cast) -> None:
    with pytest.raises(CardNotFound):
        cast.see(lambda tx: cast.cards.get(tx, "model", "triage"))
    assert write(cast, "ed", "# Triage", revision=0).revision == 1
    assert write(cast, "ed", "# Triage").revision == 1
    assert write(cast, "anna", "# Triage\nSorts mails.", revision=1).revision == 2
    with pytest.raises(RevisionMoved):
        write(cast, "ed", "other", revision=1)
    assert cast.see(lambda tx: cast.cards.get(tx, "model", "triage")).markdown == "# Triage\nSorts mails."


def test_somebody_else_approves_the_text_as_it_stands(cast: Cast) -> None:
    write(cast, "anna", "# Triage", "pending_review")
    for who in (cast.who("anna"), cast.key_of("anna"), cast.robot_of("bob")):
        with pytest.raises(ApprovalRefused):
            write(cast, who, "# Triage", "approved")
    with pytest.raises(PermissionDenied):
        write(cast, "ed", "# Triage", "approved")
    with pytest.raises(ApprovalRefused):
        write(cast, "bob", "# Triage, improved", "approved")
    assert write(cast, "bob", "# Triage", "approved").status == "approved"


def test_a_change_of_status_does_not_make_the_text_somebody_elses(cast: Cast) -> None:
    write(cast, "anna", "# Triage")
    write(cast, "bob", "# Triage", "pending_review")
    with pytest.raises(ApprovalRefused):
        write(cast, "anna", "# Triage", "approved")
