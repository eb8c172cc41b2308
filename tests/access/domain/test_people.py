"""What people may be called."""

from __future__ import annotations

import pytest

from volano_server.access.domain.people import check_display_name, check_email
from volano_server.access.errors import InvalidPerson


@pytest.mark.parametrize("email", ["local@localhost", "Anna.Rossi@Example.org ", "ü@münchen.example"])
def test_an_address_is_kept_in_lower_case(email: str) -> None:
    assert check_email(email) == email.strip().lower()


@pytest.mark.parametrize("email", ["", "anna", "@x", "x@", "a b@c", "a@b@c", "a@b\nc", "x" * 400 + "@y"])
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(InvalidPerson):
        check_email(email)


@pytest.mark.parametrize("name", ["", "   ", "a\u202eb", "a\nb", "x" * 201])
def test_a_name_that_does_not_print_is_refused(name: str) -> None:
    with pytest.raises(InvalidPerson):
        check_display_name(name)
