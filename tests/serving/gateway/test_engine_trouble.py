"""Engines that die, models that are damaged: what a caller is told, and that the next call works."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import openai
import pytest

from tests.serving.gateway.conftest import Front
from tests.serving.gateway.test_protocol import wait_until
from volano_server.lake import BlobStore


def running(front: Front) -> int | None:
    """The process of the only engine."""
    return next((one.pid for one in front.engines.list()), None)


def kill(front: Front) -> int:
    pid = running(front)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: running(front) is None)
    return pid


def file_of(front: Front) -> Path:
    blobs = front.house.house.services[BlobStore]
    content: dict[str, Any] = front.shop.get(f"/assets/model/{front.model.replace('@', '/versions/')}")["content"]
    path: Path = blobs.local_path(content["blob"])
    return path


def test_an_engine_that_is_killed_between_two_calls_is_not_noticed(front: Front) -> None:
    said = front.ask(max_tokens=5).choices[0].message.content
    dead = kill(front)
    assert front.ask(max_tokens=5).choices[0].message.content == said
    assert running(front) != dead


def test_a_stream_whose_engine_is_killed_ends_with_an_error_and_the_next_call_works(front: Front) -> None:
    stream = iter(front.ask(max_tokens=200, text="count", stream=True))
    next(stream)
    next(stream)
    kill(front)
    with pytest.raises(openai.APIError) as caught:
        list(stream)
    assert (caught.value.code, caught.value.type) == ("engine_failed", "server_error")
    assert front.ask(max_tokens=1)
    failed = next(span for span in front.spans() if span.status == "error")
    assert failed.attributes["error.type"] == "engine_failed"


def test_an_engine_that_keeps_dying_rests_and_says_for_how_long(front: Front) -> None:
    front.ask(max_tokens=1)
    kill(front)
    front.ask(max_tokens=1)
    kill(front)
    with pytest.raises(openai.InternalServerError) as caught:
        front.ask(max_tokens=1)
    assert (caught.value.status_code, caught.value.code) == (503, "engine_failed")
    assert int(caught.value.response.headers["retry-after"]) in (1, 2)
    patient = front.client(max_retries=5)
    assert patient.chat.completions.create(model="plain", messages=[{"role": "user", "content": "x"}], max_tokens=1)


@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_a_model_file_that_is_damaged_is_named_and_not_tried_in_a_loop(front: Front, damage: str) -> None:
    path = file_of(front)
    whole = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1])) if damage == "changed" else path.unlink()
    for _ in range(3):
        with pytest.raises(openai.InternalServerError) as caught:
            front.ask(max_tokens=1)
        assert caught.value.status_code == 503
        assert "fetch the model again" in caught.value.message or "tried again after a pause" in caught.value.message
        assert str(path.parent) not in caught.value.message
        assert running(front) is None
    path.write_bytes(whole)
    patient = front.client(max_retries=5)
    assert patient.chat.completions.create(model="plain", messages=[{"role": "user", "content": "x"}], max_tokens=1)


def test_a_file_that_ends_too_early_is_refused_at_import_or_when_it_is_loaded(front: Front, tiny_bytes: bytes) -> None:
    blob = front.shop.upload("cut.gguf", tiny_bytes[: len(tiny_bytes) // 2])["digest"]
    body = {"blob": blob, "license": "test", "source": "test", "context": 64}
    answer = front.shop.http.post("/api/v1/models/cut/import", json=body)
    if answer.status_code == 201:
        front.endpoint("cut", {"model": answer.json()["ref"]})
        with pytest.raises(openai.InternalServerError, match="whole GGUF file"):
            front.ask(model="cut", max_tokens=1)
    else:
        assert answer.status_code == 422
