"""No room left, from the outside: a clear answer with a hint, nothing half kept, and all goes on when there is room.

The limit on the size of files is set for a process of its own, which any user may do.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from volano_server.config import Settings

ROOT = Path(__file__).parents[2]


def live(settings: Settings, what: str) -> dict[str, Any]:
    """What the house saw that had no room."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.app.full_disk_process", what], input=settings.model_dump_json(), cwd=ROOT,
        capture_output=True, text=True, check=False, timeout=110,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3_000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_an_upload_that_does_not_fit_is_refused_and_leaves_nothing(settings: Settings) -> None:
    found = live(settings, "upload")
    assert (found["status"], found["problem"]["code"]) == (507, "storage_full")
    assert "free space" in found["problem"]["hint"]
    assert (found["left"], found["again"]) == ([], 201)


def test_an_import_without_room_fails_with_the_reason_and_can_be_retried(settings: Settings) -> None:
    found = live(settings, "import")
    assert found["job"]["state"] in ("dead", "failed")
    assert found["job"]["error"]["code"] == "storage_full"
    assert found["job"]["error"]["hint"]
    assert (found["rows"], found["missing"]) == ([10], 404)
    assert found["retried"] == {"dataset": "mails@2", "rows": 8_000}


def test_a_control_store_without_room_answers_503_and_keeps_what_it_acknowledged(
    settings: Settings,
) -> None:
    if not settings.database_url.startswith("sqlite"):
        pytest.skip("the disk of a PostgreSQL server is its own")
    found = live(settings, "writes")
    assert found["refused"]["status"] == 503
    assert found["refused"]["problem"]["code"] in ("database_full", "database_unreachable")
    assert found["refused"]["problem"]["hint"]
    assert found["readable"] == 200
    assert (found["same"], found["chain"], found["integrity"]) == (True, "", "ok")
