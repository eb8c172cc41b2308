import random
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volano_server.kit.personal_numbers import card_holds, iban_holds
from volano_server.serving.gateway.domain.leaks import inspect_output

KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA0Z3VS5JJcds3xfn\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("personal.email", "jane.doe+news@mail.example.co.uk"),
        ("personal.card", "4111 1111 1111 1111"),
        ("personal.card", "378282246310005"),
        ("personal.iban", "DE89 3704 0044 0532 0130 00"),
        ("personal.iban", "IT60X0542811101000000123456"),
        ("personal.us_social_security", "219-09-9999"),
        ("personal.phone", "+39 02 1234567"),
        ("personal.phone", "(415) 555-0132"),
        ("personal.phone", "+1-415-555-0132"),
        ("personal.ip_address", "203.0.113.77"),
        ("secret.private_key", KEY),
        ("secret.volano_key", "volano_0123456789ab_" + "aB3-" * 10 + "xyz"),
        ("secret.aws_key", "AKIAIOSFODNN7EXAMPLE"),
        ("secret.github_token", "ghp_" + "a1B2" * 9),
        ("secret.gitlab_token", "glpat-" + "x1Y2" * 5),
        ("secret.slack_token", "xoxb-123456789012-abcdefABCDEF"),
        ("secret.model_provider_key", "sk-proj-" + "Ab3_" * 10),
        ("secret.model_provider_key", "hf_" + "AbCdEfGh" * 4),
        ("secret.stripe_key", "sk_live_" + "4eC39HqL" * 3),
        ("secret.package_token", "npm_" + "a1B2" * 9),
        ("secret.json_web_token", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N"),
        ("secret.url_password", "admin:hunter2"),
        ("secret.assigned", "api_key = 'q8Zt3LmX0pRw7Yb2'"),
    ],
)
def test_each_kind_is_found_where_it_stands(rule: str, value: str) -> None:
    text = f"Sure: postgres://{value}@db/x ok" if rule.endswith("url_password") else f"Sure, here: {value} and more."
    (finding,) = inspect_output(text).findings
    assert finding.rule == rule
    assert text[finding.start : finding.end].rstrip("'") == value.rstrip("'")


@pytest.mark.parametrize(
    "text",
    [
        "Version 1.2.3.4 was released on 2026-11-21 at 10:30.",
        "Call 112. Your order 4111 1111 1111 1112 is on its way.",
        "The SHA-256 is e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.",
        "id 550e8400-e29b-41d4-a716-446655440000, price 1,234,567.89 EUR, 12/03/2025",
        "The password is required. token: your-token-here, secret = <unset>",
        "localhost is 127.0.0.1 and nothing is 0.0.0.0",
        "pi is 3.14159265358979 and e 2.718281828459045",
        "chapter 2019-2020, pages 100-200, ratio 3/4",
        "mail me @example or user@localhost",
        "000-12-3456 was never a number, nor 666-12-3456, nor 900-12-3456",
        "",
    ],
)
def test_what_only_looks_like_it_passes(text: str) -> None:
    assert inspect_output(text).action == "pass", inspect_output(text)


def generated(rng: random.Random) -> dict[str, Callable[[], str]]:
    """Makers of valid values by rule."""

    def digits(n: int) -> str:
        return "".join(rng.choices("0123456789", k=n))

    def card() -> str:
        body = rng.choice(["4", "51", "37"]) + digits(13)
        body = next(body[:15] + last for last in "0123456789" if card_holds(body[:15] + last))
        return body if rng.random() < 0.5 else " ".join(body[i : i + 4] for i in range(0, len(body), 4))

    def iban() -> str:
        body = digits(18)
        number = next(f"DE{check:02d}{body}" for check in range(2, 99) if iban_holds(f"DE{check:02d}{body}"))
        return number if rng.random() < 0.5 else " ".join(number[i : i + 4] for i in range(0, len(number), 4))

    def token(n: int) -> str:
        return "".join(rng.choices("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", k=n))

    names = ["anna", "li.wei", "j_smith", "o-brien", "m2"]
    return {
        "personal.email": lambda: f"{rng.choice(names)}@{rng.choice(['example.org', 'mail.uni-x.de', 'a.io'])}",
        "personal.card": card,
        "personal.iban": iban,
        "personal.us_social_security": lambda: f"{rng.randint(100, 599)}-{rng.randint(10, 99)}-{digits(3)}7",
        "personal.phone": lambda: rng.choice(["+39 02 ", "+44 20 ", "+49 30 "]) + f"{digits(3)} {digits(4)}",
        "personal.ip_address": lambda: ".".join(str(rng.randint(32, 126)) for _ in range(4)),
        "secret.aws_key": lambda: "AKIA" + token(16).upper(),
        "secret.github_token": lambda: "ghp_" + token(36),
        "secret.model_provider_key": lambda: "sk-" + token(48),
        "secret.volano_key": lambda: f"volano_{rng.randbytes(6).hex()}_{token(43)}",
    }  # fmt: skip


def test_structured_kinds_reach_a_micro_f1_of_95_percent_among_look_alikes() -> None:
    rng = random.Random(5)
    makers, hits, missed, false = generated(rng), 0, 0, 0
    fillers = [
        "Invoice 2024-00017 of 12.03.2024,", "build 10.2.0.1", "see RFC 8725.", "ISBN 978-3-16-148410-0",
        "room 4.012", "item 1234567890123", "commit 9fceb02d0ae598e95dc970b74767f19372d61af8", "at 18:45:10,",
    ]  # fmt: skip
    for _ in range(1500):
        rule = rng.choice(list(makers))
        value = makers[rule]()
        verb = rng.choice(["reach", "use", "pay to", "that is"])
        text = f"{rng.choice(fillers)} {verb} {value}. {rng.choice(fillers)}"
        found = {(f.rule, text[f.start : f.end]) for f in inspect_output(text).findings}
        right = (rule, value) in found
        hits, missed, false = hits + right, missed + (not right), false + len(found) - right
    assert 2 * hits / (2 * hits + missed + false) >= 0.95


def test_a_canary_of_the_system_prompt_is_found_in_any_spelling() -> None:
    canary = "Blue Heron 7421"
    verdict = inspect_output("My rules say: ｂｌｕｅ heron\u200b 7421, be kind.", mode="block", canaries=[canary])
    (finding,) = verdict.findings
    assert (verdict.action, finding.rule) == ("block", "leak.canary")
    assert inspect_output("nothing here", canaries=[canary, ""]).action == "pass"


def test_overlapping_findings_are_settled_for_the_longer_one() -> None:
    text = "postgres://admin@corp.example:sk-proj-AbCdEfGhIjKlMnOpQrStUv@db.example.org"
    found = inspect_output(text).findings
    places = [(f.start, f.end) for f in found]
    assert places == sorted(places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))


@given(st.text(max_size=300))
def test_any_text_gets_findings_that_lie_apart_within_it(text: str) -> None:
    reached = 0
    for finding in inspect_output(text).findings:
        assert reached <= finding.start < finding.end <= len(text)
        reached = finding.end


@given(st.integers(10**12, 10**15))
def test_one_wrong_digit_breaks_a_card_number(number: int) -> None:
    card = next(f"{number}{last}" for last in range(10) if card_holds(f"{number}{last}") or last == 9)
    if card_holds(card):
        wrong = card[:-1] + str((int(card[-1]) + 1) % 10)
        assert not card_holds(wrong)
