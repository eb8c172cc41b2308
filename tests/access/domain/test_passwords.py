"""Which passwords are accepted, and that checking one costs the same whether the account exists."""

from __future__ import annotations

import pytest

from volano_server.access.domain import passwords
from volano_server.access.errors import WeakPassword


def test_a_password_fits_its_own_hash_and_no_other() -> None:
    stored = passwords.hash_password("correct horse battery")
    assert stored.startswith("$argon2id$")
    assert passwords.verify_password(stored, "correct horse battery")
    assert not passwords.verify_password(stored, "correct horse batterx")
    assert not passwords.is_outdated(stored)


def test_without_an_account_the_same_work_is_done_and_nothing_fits() -> None:
    assert not passwords.verify_password(None, "no account has this password")


def test_a_damaged_hash_fits_nothing() -> None:
    assert not passwords.verify_password("$argon2id$v=19$broken", "anything at all")


@pytest.mark.parametrize("password", ["", "short", "a" * 300, "aaaaaaaaaaaa", "ababababababab", "anna-is-my-name-1"])
def test_a_weak_password_is_refused_with_the_rule(password: str) -> None:
    with pytest.raises(WeakPassword):
        passwords.check_password(password, "anna@example.org")


def test_a_sentence_is_accepted() -> None:
    assert passwords.check_password("the wheel turns once more", "anna@example.org")
