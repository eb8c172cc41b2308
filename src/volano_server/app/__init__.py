"""The composition root: reads like a table of contents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["run_server", "run_up", "run_worker"]


def run_up(overrides: dict[str, Any], *, say: Callable[[str], None]) -> None:
    """Nothing, after Ctrl-C or SIGTERM: runs server, UI and a supervised worker on this machine."""
    from volano_server.app.up import run

    run(overrides, say=say, with_worker=True)


def run_server(overrides: dict[str, Any], *, say: Callable[[str], None]) -> None:
    """Nothing, after Ctrl-C or SIGTERM: runs the server alone."""
    from volano_server.app.up import run

    run(overrides, say=say, with_worker=False)


def run_worker(overrides: dict[str, Any]) -> None:
    """Nothing, after SIGTERM and the end of the steps in hand: runs queued jobs."""
    from volano_server.app.worker import run
    from volano_server.config import load_settings

    run(load_settings(**overrides))
