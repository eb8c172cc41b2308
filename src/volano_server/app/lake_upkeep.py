"""Upkeep of dataset tables as a chore of the worker: each turn is a child process, so that no worker loads Lance."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

from volano_server.access import Admission
from volano_server.app.upkeep import LakeUpkeep
from volano_server.catalog import Plugs, build_catalog
from volano_server.config import Settings
from volano_server.db import open_database
from volano_server.jobs import Chore
from volano_server.lake import open_dataset_store


class LakeChore:
    """Starts a turn where the last one ended."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._after = ""

    def chore(self) -> Chore:
        """For the worker."""
        argv = [sys.executable, "-m", "volano_server.app.lake_upkeep"]
        seconds = self._settings.lake.upkeep_seconds
        return Chore("the upkeep of dataset tables", argv, self._ask, self._note, seconds)

    def _ask(self) -> bytes | None:
        if not (self._settings.home / "lake").exists():
            return None
        return json.dumps({"settings": self._settings.model_dump(mode="json"), "after": self._after}).encode()

    def _note(self, line: str) -> None:
        self._after = json.loads(line)["after"]


def take_turn(asked: dict[str, Any]) -> str:
    """The `after` of the next turn."""
    settings = Settings(**asked["settings"])
    database = open_database(settings)
    try:
        catalog = build_catalog(Admission(database), Plugs()).catalog
        tables = open_dataset_store(settings.home / "lake")
        return LakeUpkeep(database, tables, catalog, settings.lake).take_turn(asked["after"])[1]
    finally:
        database.close()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    print(json.dumps({"after": take_turn(json.load(sys.stdin))}))
