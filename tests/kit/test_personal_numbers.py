"""Check digits of cards and accounts."""

from __future__ import annotations

import pytest

from volano_server.kit.personal_numbers import card_holds, iban_holds


@pytest.mark.parametrize("number", ["4111 1111 1111 1111", "378282246310005", "5555-5555-5555-4444"])
def test_a_card_number_with_the_right_check_digit_holds(number: str) -> None:
    assert card_holds(number)
    last = str((int(number[-1]) + 1) % 10)
    assert not card_holds(number[:-1] + last)


@pytest.mark.parametrize("number", ["0000000000000000", "79927398713", "4" * 20, ""])
def test_numbers_of_the_wrong_length_or_of_one_digit_are_no_cards(number: str) -> None:
    assert not card_holds(number)


@pytest.mark.parametrize(
    "number", ["GB82 WEST 1234 5698 7654 32", "gb82-west-1234-5698-7654-32", "IT60X0542811101000000123456"]
)
def test_an_account_number_of_its_countrys_length_holds(number: str) -> None:
    assert iban_holds(number)


@pytest.mark.parametrize(
    "number",
    ["GB82 WEST 1234 5698 7654 3", "ZZ82 WEST 1234 5698 7654 32", "GB83WEST12345698765432", "GB82WEST1234569876543é"],
)
def test_a_wrong_length_country_digit_or_letter_is_no_account(number: str) -> None:
    assert not iban_holds(number)
