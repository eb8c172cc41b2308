"""Webhooks: exactly one delivery for each wanted event, signed, retried, logged, and never inside the house."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator

import pytest

from tests.events.factories import ANNA, BORIS, Post, Receiver, change, open_post, receiving, record, value
from volano_server.config import Settings
from volano_server.db import Database, Tx
from volano_server.events.errors import (
    DeliveryNotFound,
    DeliveryWaiting,
    InvalidFilter,
    WebhookChanged,
    WebhookDisabled,
    WebhookNameTaken,
    WebhookNotFound,
)
from volano_server.jobs import default_limits
from volano_server.jobs.service import Leases
from volano_server.kit.clock import SECOND, now
from volano_server.kit.outbound import OutboundRefused


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.fixture
def post(database: Database, settings: Settings, receiver: Receiver) -> Post:
    return open_post(database, settings, f"127.0.0.1:{receiver.port}")


def check_signature(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """What a receiver does, written from the specification and not from our code."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return f"v1,{expected}" in headers["webhook-signature"].split(" ")


# ---- from the log to deliveries -------------------------------------------------------------------------------


def test_an_event_reaches_the_receiver_signed_and_is_logged(post: Post, receiver: Receiver) -> None:
    webhook_id, secret = post.create(receiver.url)
    record(post.database)
    assert post.webhooks.dispatch() == 2
    post.run_due()
    sent = {json.loads(body)["type"]: (headers, body) for headers, body in receiver.got}
    assert set(sent) == {"webhook:create", "note:add"}
    headers, body = sent["note:add"]
    assert check_signature(secret, headers, body)
    assert abs(int(headers["webhook-timestamp"]) - now() // SECOND) < 300
    assert headers["content-type"] == "application/json"
    content = json.loads(body)
    assert content["data"]["actor"] == {"id": "p1", "kind": "person", "name": "Anna", "owner_id": "p1"}
    assert content["timestamp"].endswith("Z")
    delivery = post.shown(webhook_id)[1]
    assert (delivery["id"], delivery["state"]) == (headers["webhook-id"], "delivered")
    assert [(attempt.number, attempt.status, attempt.fault) for attempt in delivery["attempts"]] == [(1, 204, "")]


def test_delivering_causes_no_further_delivery(post: Post, receiver: Receiver) -> None:
    post.create(receiver.url)
    record(post.database)
    post.webhooks.dispatch()
    post.run_due()
    assert post.webhooks.dispatch() == 0
    assert len(receiver.got) == 2


def test_only_wanted_events_of_the_own_workspace_after_the_making_are_sent(post: Post, receiver: Receiver) -> None:
    record(post.database, 3)
    webhook_id, _ = post.create(receiver.url, "note:add")
    record(post.database, 2)
    record(post.database, 2, action="other:add")
    record(post.database, 2, who=BORIS)
    post.webhooks.dispatch()
    assert [delivery["action"] for delivery in post.shown(webhook_id)] == ["note:add"] * 2


def test_many_dispatchers_at_once_make_one_delivery_of_each_event(post: Post, receiver: Receiver) -> None:
    webhook_id, _ = post.create(receiver.url, "note:*")
    record(post.database, 30)
    threads = [threading.Thread(target=post.webhooks.dispatch) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seqs = [delivery["event_seq"] for delivery in post.shown(webhook_id)]
    assert (len(seqs), len(set(seqs))) == (30, 30)


def test_a_long_backlog_is_worked_off_in_one_go(post: Post, receiver: Receiver) -> None:
    webhook_id, _ = post.create(receiver.url, "rare:add")

    def work(tx: Tx) -> None:
        for number in range(500):
            tx.record("note:add", "note", str(number))

    post.database.write(ANNA, work)
    record(post.database, action="rare:add")
    assert post.webhooks.dispatch() == 1
    assert post.webhooks.dispatch() == 0
    assert len(post.shown(webhook_id)) == 1


# ---- retries --------------------------------------------------------------------------------------------------


def test_a_failed_attempt_is_tried_again_later_with_the_same_id_and_gives_up_after_eight(
    post: Post, receiver: Receiver
) -> None:
    receiver.status = 500
    webhook_id, _ = post.create(receiver.url, "note:add")
    record(post.database)
    post.webhooks.dispatch()
    for number in range(1, 9):
        change(post.database, "UPDATE jobs SET run_at = 0 WHERE state = 'queued'")
        post.run_due()
        delivery = post.shown(webhook_id)[0]
        assert len(delivery["attempts"]) == number
        assert delivery["state"] == ("waiting" if number < 8 else "failed")
    assert delivery["attempts"][-1].fault == "answered 500"
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert len({body for _, body in receiver.got}) == 1


def test_the_first_retry_waits_five_seconds(post: Post, receiver: Receiver) -> None:
    receiver.status = 503
    webhook_id, _ = post.create(receiver.url, "note:add")
    record(post.database)
    post.webhooks.dispatch()
    post.run_due()
    delivery = post.shown(webhook_id)[0]
    assert delivery["next_at"] - delivery["attempts"][0].at == 5 * SECOND
    assert value(post.database, "SELECT run_at FROM jobs WHERE state = 'queued'") == delivery["next_at"]


def test_a_receiver_that_recovers_gets_the_event(post: Post, receiver: Receiver) -> None:
    receiver.status = 500
    webhook_id, _ = post.create(receiver.url, "note:add")
    record(post.database)
    post.webhooks.dispatch()
    post.run_due()
    receiver.status = 200
    change(post.database, "UPDATE jobs SET run_at = 0 WHERE state = 'queued'")
    post.run_due()
    delivery = post.shown(webhook_id)[0]
    assert (delivery["state"], delivery["next_at"]) == ("delivered", None)
    assert [attempt.status for attempt in delivery["attempts"]] == [500, 200]


def kill_the_worker(post: Post) -> None:
    """The worker takes the delivering job for the last time it may, and is never heard of again."""
    change(post.database, "UPDATE jobs SET attempt = max_attempts - 1, run_at = 0 WHERE state = 'queued'")
    leases = Leases(post.database, "dead-worker", 30.0, post.jobs.registry.following)
    assert len(leases.claim(["webhooks:deliver"], {}, 10)) == 1
    change(post.database, "UPDATE jobs SET lease_until = 1 WHERE state = 'running'")
    assert leases.expire() == 1
    assert value(post.database, "SELECT state FROM jobs ORDER BY id DESC") == "dead"


def test_a_delivery_whose_job_died_for_good_has_failed_and_can_be_sent_again(post: Post, receiver: Receiver) -> None:
    webhook_id, _ = post.create(receiver.url, "note:add")
    record(post.database)
    post.webhooks.dispatch()
    kill_the_worker(post)
    delivery = post.shown(webhook_id)[0]
    assert (delivery["state"], delivery["next_at"], delivery["finished_at"] is not None) == ("failed", None, True)
    assert "ended as dead: the worker that ran this job stopped answering" in delivery["attempts"][-1].fault
    again = post.database.write(ANNA, lambda tx: post.webhooks.resend(tx, webhook_id, delivery["id"]))
    assert (again["state"], len(again["attempts"])) == ("waiting", 1)
    post.run_due()
    delivery = post.shown(webhook_id)[0]
    assert (delivery["state"], [one.status for one in delivery["attempts"]]) == ("delivered", [None, 204])
    assert receiver.got[0][0]["webhook-id"] == delivery["id"]


def test_a_delivery_waits_again_when_its_dead_job_is_retried(post: Post, receiver: Receiver) -> None:
    webhook_id, _ = post.create(receiver.url, "note:add")
    record(post.database)
    post.webhooks.dispatch()
    kill_the_worker(post)
    job_id = value(post.database, "SELECT id FROM jobs")
    post.database.write(ANNA, lambda tx: post.jobs.retry(tx, job_id))
    assert post.shown(webhook_id)[0]["state"] == "waiting"
    post.run_due()
    assert post.shown(webhook_id)[0]["state"] == "delivered"


def test_a_delivery_whose_job_is_cancelled_has_failed(post: Post, receiver: Receiver) -> None:
    webhook_id, _ = post.create(receiver.url, "note:add")
    record(post.database)
    post.webhooks.dispatch()
    job_id = value(post.database, "SELECT id FROM jobs")
    post.database.write(ANNA, lambda tx: post.jobs.cancel(tx, job_id))
    delivery = post.shown(webhook_id)[0]
    assert (delivery["state"], "cancelled" in delivery["attempts"][0].fault) == ("failed", True)


def test_sent_again_a_delivery_has_all_its_retries_anew(post: Post, receiver: Receiver) -> None:
    receiver.status = 500
    webhook_id, _ = post.create(receiver.url, "note:add")
    record(post.database)
    post.webhooks.dispatch()
    for _ in range(8):
        change(post.database, "UPDATE jobs SET run_at = 0 WHERE state = 'queued'")
        post.run_due()
    delivery_id = post.shown(webhook_id)[0]["id"]
    post.database.write(ANNA, lambda tx: post.webhooks.resend(tx, webhook_id, delivery_id))
    post.run_due()
    delivery = post.shown(webhook_id)[0]
    assert (delivery["state"], len(delivery["attempts"])) == ("waiting", 9)
    assert delivery["next_at"] - delivery["attempts"][-1].at == 5 * SECOND
    with pytest.raises(DeliveryWaiting, match="on its way already"):
        post.database.write(ANNA, lambda tx: post.webhooks.resend(tx, webhook_id, delivery_id))


def test_only_a_delivery_of_this_webhook_is_sent_again(post: Post, receiver: Receiver) -> None:
    webhook_id, _ = post.create(receiver.url, "note:add")
    other_id, _ = post.create(receiver.url, "rare:add", name="other")
    record(post.database)
    post.webhooks.dispatch()
    post.run_due()
    delivery_id = post.shown(webhook_id)[0]["id"]
    with pytest.raises(DeliveryNotFound):
        post.database.write(ANNA, lambda tx: post.webhooks.resend(tx, other_id, delivery_id))
    with pytest.raises(WebhookNotFound):
        post.database.write(BORIS, lambda tx: post.webhooks.resend(tx, webhook_id, delivery_id))
    post.database.write(ANNA, lambda tx: post.webhooks.change(tx, webhook_id, {"is_enabled": False}, None))
    with pytest.raises(WebhookDisabled):
        post.database.write(ANNA, lambda tx: post.webhooks.resend(tx, webhook_id, delivery_id))


def test_hanging_receivers_leave_room_for_other_jobs_of_the_worker(post: Post, receiver: Receiver) -> None:
    post.create(receiver.url, "note:add")
    record(post.database, 6)
    post.webhooks.dispatch()
    limits = default_limits(post.settings)
    leases = Leases(post.database, "worker", 30.0)
    claims = leases.claim(["webhooks:deliver"], limits, post.settings.jobs.worker_threads)
    assert len(claims) == post.settings.jobs.webhook_limit < post.settings.jobs.worker_threads


def test_410_disables_the_webhook_and_says_why(post: Post, receiver: Receiver) -> None:
    receiver.status = 410
    webhook_id, _ = post.create(receiver.url, "note:add")
    record(post.database)
    post.webhooks.dispatch()
    post.run_due()
    row = post.database.read(ANNA, lambda tx: post.webhooks.find(tx, webhook_id))
    assert (row.state, "410" in row.disabled_reason) == ("disabled", True)
    assert post.shown(webhook_id)[0]["state"] == "failed"
    assert value(post.database, "SELECT count(*) FROM events WHERE action = 'webhook:disable'") == 1
    record(post.database)
    assert post.webhooks.dispatch() == 0


def test_a_redirect_is_a_failure_and_is_not_followed(post: Post, receiver: Receiver) -> None:
    with receiving() as inner:
        receiver.status, receiver.headers = 307, {"location": inner.url}
        webhook_id, _ = post.create(receiver.url, "note:add")
        record(post.database)
        post.webhooks.dispatch()
        post.run_due()
        assert inner.got == []
    assert "redirects are not followed" in post.shown(webhook_id)[0]["attempts"][0].fault


def test_what_a_receiver_answers_is_kept_nowhere(post: Post, receiver: Receiver) -> None:
    receiver.status, receiver.body = 500, b"inner-secret-of-the-receiver"
    webhook_id, _ = post.create(receiver.url, "note:add")
    record(post.database)
    post.webhooks.dispatch()
    post.run_due()
    assert "inner-secret" not in str(post.shown(webhook_id))
    assert value(post.database, "SELECT count(*) FROM jobs WHERE CAST(result AS TEXT) LIKE '%inner-secret%'") == 0


def test_a_receiver_that_is_not_there_is_logged_as_such(post: Post, database: Database, settings: Settings) -> None:
    with receiving() as gone:
        url, port = gone.url, gone.port
    lonely = open_post(database, settings, f"127.0.0.1:{port}")
    webhook_id, _ = lonely.create(url, "note:add")
    record(database)
    lonely.webhooks.dispatch()
    lonely.run_due()
    attempt = lonely.shown(webhook_id)[0]["attempts"][0]
    assert (attempt.status, "could not be reached" in attempt.fault) == (None, True)


# ---- secrets --------------------------------------------------------------------------------------------------


def test_after_a_rotation_both_secrets_sign_until_the_old_one_expires(post: Post, receiver: Receiver) -> None:
    webhook_id, old = post.create(receiver.url, "note:add")
    new, _ = post.database.write(ANNA, lambda tx: post.webhooks.rotate_secret(tx, webhook_id))
    record(post.database)
    post.webhooks.dispatch()
    post.run_due()
    assert all(check_signature(secret, *receiver.got[-1]) for secret in (old, new))
    change(post.database, "UPDATE webhook_secrets SET expires_at = 1 WHERE expires_at IS NOT NULL")
    record(post.database)
    post.webhooks.dispatch()
    post.run_due()
    assert [check_signature(secret, *receiver.got[-1]) for secret in (old, new)] == [False, True]


def test_two_rotations_leave_two_secrets(post: Post, receiver: Receiver) -> None:
    webhook_id, first = post.create(receiver.url, "note:add")
    for _ in range(2):
        post.database.write(ANNA, lambda tx: post.webhooks.rotate_secret(tx, webhook_id))
    assert value(post.database, "SELECT count(*) FROM webhook_secrets") == 2
    record(post.database)
    post.webhooks.dispatch()
    post.run_due()
    assert not check_signature(first, *receiver.got[-1])


def test_secrets_lie_sealed_in_the_database_and_nowhere_in_the_log(post: Post, receiver: Receiver) -> None:
    _, secret = post.create(receiver.url)
    sealed = value(post.database, "SELECT sealed FROM webhook_secrets")
    assert secret not in sealed
    assert sealed.startswith("v1.")
    events = value(post.database, "SELECT CAST(data AS TEXT) FROM events WHERE action = 'webhook:create'")
    assert secret not in events
    assert "in-the-query" not in events


def test_a_webhook_whose_secret_does_not_open_fails_its_attempts_and_sends_nothing(
    post: Post, receiver: Receiver
) -> None:
    webhook_id, _ = post.create(receiver.url, "note:add")
    change(post.database, "UPDATE webhook_secrets SET sealed = 'v1.AAAA'")
    record(post.database)
    post.webhooks.dispatch()
    post.run_due()
    assert receiver.got == []
    assert "does not open" in post.shown(webhook_id)[0]["attempts"][0].fault


# ---- managing -------------------------------------------------------------------------------------------------


INSIDE = [
    "http://127.0.0.1:1/", "https://169.254.169.254/", "http://example.org/", "file:///etc/passwd", "https://[::1]/",
    "https://user:pw@example.org/", "https://example.org:22/", "https://2130706433/", "x",
]  # fmt: skip


def test_an_address_inside_is_refused_when_the_webhook_is_made_or_changed(post: Post, receiver: Receiver) -> None:
    webhook_id, _ = post.create(receiver.url)
    for url in INSIDE:
        with pytest.raises(OutboundRefused):
            post.create(url, name="other")
        with pytest.raises(OutboundRefused):
            post.database.write(ANNA, lambda tx, url=url: post.webhooks.change(tx, webhook_id, {"url": url}, None))  # type: ignore[misc]


def test_a_name_that_leads_inside_is_refused_when_it_is_sent_to(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    outside = open_post(database, settings)
    webhook_id, _ = outside.create("https://localhost:8443/hook", "note:add")
    record(database)
    outside.webhooks.dispatch()
    outside.run_due()
    attempt = outside.shown(webhook_id)[0]["attempts"][0]
    assert (attempt.status, "leads to an address that is this machine" in attempt.fault) == (None, True)


def test_a_disabled_webhook_gets_nothing_and_later_only_what_happens_later(post: Post, receiver: Receiver) -> None:
    webhook_id, _ = post.create(receiver.url, "note:add")
    post.database.write(ANNA, lambda tx: post.webhooks.change(tx, webhook_id, {"is_enabled": False}, 1))
    record(post.database)
    assert post.webhooks.dispatch() == 0
    with pytest.raises(WebhookDisabled):
        post.database.write(ANNA, lambda tx: post.webhooks.ping(tx, webhook_id))
    post.database.write(ANNA, lambda tx: post.webhooks.change(tx, webhook_id, {"is_enabled": True}, 2))
    assert post.webhooks.dispatch() == 0
    record(post.database)
    assert post.webhooks.dispatch() == 1


def test_a_delivery_under_way_when_the_webhook_is_disabled_or_deleted_is_not_sent(
    post: Post, receiver: Receiver
) -> None:
    disabled, _ = post.create(receiver.url, "note:add", name="disabled")
    deleted, _ = post.create(receiver.url, "note:add", name="deleted")
    record(post.database)
    post.webhooks.dispatch()
    post.database.write(ANNA, lambda tx: post.webhooks.change(tx, disabled, {"is_enabled": False}, None))
    post.database.write(ANNA, lambda tx: post.webhooks.delete(tx, deleted))
    post.run_due()
    assert receiver.got == []
    assert post.shown(disabled)[0]["state"] == "failed"
    assert value(post.database, "SELECT count(*) FROM webhook_deliveries") == 1
    assert value(post.database, "SELECT count(*) FROM jobs WHERE state != 'succeeded'") == 0


def test_a_ping_is_delivered(post: Post, receiver: Receiver) -> None:
    webhook_id, secret = post.create(receiver.url, "note:add")
    row = post.database.write(ANNA, lambda tx: post.webhooks.ping(tx, webhook_id))
    post.run_due()
    headers, body = receiver.got[0]
    assert (headers["webhook-id"], json.loads(body)["type"]) == (row.id, "webhook:ping")
    assert check_signature(secret, headers, body)


def test_a_change_of_an_older_revision_is_refused(post: Post, receiver: Receiver) -> None:
    webhook_id, _ = post.create(receiver.url)
    post.database.write(ANNA, lambda tx: post.webhooks.change(tx, webhook_id, {"events": ["run:*"]}, 1))
    with pytest.raises(WebhookChanged):
        post.database.write(ANNA, lambda tx: post.webhooks.change(tx, webhook_id, {"events": ["*"]}, 1))


def test_names_are_taken_once_and_patterns_are_checked(post: Post, receiver: Receiver) -> None:
    post.create(receiver.url)
    with pytest.raises(WebhookNameTaken):
        post.create(receiver.url)
    with pytest.raises(InvalidFilter):
        post.create(receiver.url, "nonsense", name="other")


def test_a_webhook_of_another_workspace_is_not_found(post: Post, receiver: Receiver) -> None:
    webhook_id, _ = post.create(receiver.url)
    acts = [
        lambda tx: post.webhooks.find(tx, webhook_id),
        lambda tx: post.webhooks.change(tx, webhook_id, {"is_enabled": False}, None),
        lambda tx: post.webhooks.delete(tx, webhook_id),
        lambda tx: post.webhooks.rotate_secret(tx, webhook_id),
        lambda tx: post.webhooks.ping(tx, webhook_id),
        lambda tx: post.webhooks.deliveries(tx, webhook_id, None, 10),
    ]
    for act in acts:
        with pytest.raises(WebhookNotFound):
            post.database.write(BORIS, act)
    assert post.database.read(BORIS, lambda tx: post.webhooks.list(tx, None, 10)) == ([], None)
    assert value(post.database, "SELECT count(*) FROM webhooks WHERE state = 'enabled' AND revision = 1") == 1


def test_sweeping_removes_old_deliveries_and_keeps_waiting_ones(post: Post, receiver: Receiver) -> None:
    webhook_id, _ = post.create(receiver.url, "note:add")
    record(post.database, 2)
    post.webhooks.dispatch()
    post.run_due()
    record(post.database)
    post.webhooks.dispatch()
    change(post.database, "UPDATE webhook_deliveries SET created_at = 1")
    assert post.webhooks.sweep() == 2
    assert [delivery["state"] for delivery in post.shown(webhook_id)] == ["waiting"]
