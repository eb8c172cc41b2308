"""The llama.cpp engine by itself: cores, log file, readiness."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from volano_server.serving.engines import EngineSpec, complete
from volano_server.serving.engines.plugins.llama_cpp import LlamaCppEngine, _Ring, available_cores


def test_cores_are_whole_and_at_least_one() -> None:
    assert 1 <= available_cores() <= (os.cpu_count() or 1)


def test_a_full_log_begins_anew_and_keeps_the_last_one(tmp_path: Path) -> None:
    path = tmp_path / "engine.log"
    with _Ring(path) as ring:
        for number in range(30_000):
            ring.write(f"{number:08d} a line of fifty characters, more or less, yes\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["engine.log", "engine.log.1"]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 1_100_000
    assert path.read_text().endswith("00029999 a line of fifty characters, more or less, yes\n")


def test_an_engine_starts_answers_and_ends(tiny: EngineSpec, tmp_path: Path) -> None:
    engine = LlamaCppEngine(tiny, tmp_path / "engine.log")
    handle = engine.start(timeout=60)
    assert engine.exit_code() is None
    assert complete(handle, prompt="a", max_tokens=1).completion_tokens == 1
    engine.stop(grace=5)
    assert engine.exit_code() not in (None, 1)
    engine.stop(grace=5)


def test_a_template_of_the_specification_replaces_the_one_in_the_file(tiny: EngineSpec, tmp_path: Path) -> None:
    lengths = []
    for number, template in enumerate((None, "{{ messages[0].content }}")):
        engine = LlamaCppEngine(replace(tiny, chat_template=template), tmp_path / f"{number}.log")
        handle = engine.start(timeout=60)
        messages = [{"role": "user", "content": "a"}]
        lengths.append(complete(handle, messages=messages, max_tokens=1).prompt_tokens)
        engine.stop(grace=5)
    assert lengths[1] == 2 < lengths[0]
