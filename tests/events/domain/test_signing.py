"""Signatures and retries as Standard Webhooks asks for them."""

from __future__ import annotations

import base64

from volano_server.events.domain.signing import new_secret, signature_headers, wait_after
from volano_server.kit.clock import HOUR, MINUTE, SECOND

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek"
BODY = b'{"test": 2432232314}'


def test_the_example_of_the_specification_has_its_signature() -> None:
    assert signature_headers([SECRET], MESSAGE, 1614265330, BODY) == {
        "webhook-id": MESSAGE,
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_each_live_secret_signs() -> None:
    second = new_secret()
    both = signature_headers([second, SECRET], MESSAGE, 1614265330, BODY)["webhook-signature"].split(" ")
    alone = [signature_headers([secret], MESSAGE, 1614265330, BODY)["webhook-signature"] for secret in (second, SECRET)]
    assert both == alone


def test_a_secret_has_256_random_bits() -> None:
    assert new_secret() != new_secret()
    assert len(base64.b64decode(new_secret().removeprefix("whsec_"))) == 32


def test_eight_attempts_are_made_over_more_than_a_day() -> None:
    waits = [wait_after(number) for number in range(1, 9)]
    assert waits == [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR, None]
