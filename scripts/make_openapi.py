"""Write openapi.json from the application, without starting it."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from volano_server.app.build import build_app, build_house
from volano_server.config import load_settings

TARGET = Path(__file__).parents[1] / "openapi.json"


def openapi_text() -> str:
    """The contract as it is checked in."""
    with tempfile.TemporaryDirectory() as home:
        house = build_house(load_settings(home=home))
        try:
            return json.dumps(build_app(house).openapi(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        finally:
            house.close()


if __name__ == "__main__":
    TARGET.write_text(openapi_text())
    print(TARGET)
