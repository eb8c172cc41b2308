"""Fail when a generated file differs from what its script would write, or when migrations have two heads."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from scripts import make_docs, make_openapi, make_sdk  # noqa: E402


def stale_files(made: dict[Path, str], folder: Path | None = None) -> Iterator[str]:
    """Paths that are missing, differ, or lie in `folder` without being made."""
    for path, text in made.items():
        if not path.exists():
            yield f"{path.relative_to(ROOT)} is missing"
        elif path.read_text() != text:
            yield f"{path.relative_to(ROOT)} differs"
    for path in sorted(folder.glob("*")) if folder else ():
        if path.is_file() and path not in made:
            yield f"{path.relative_to(ROOT)} is made by nothing any more"


def check_contract() -> Iterator[str]:
    yield from stale_files({make_openapi.TARGET: make_openapi.openapi_text()})


def check_sdk() -> Iterator[str]:
    yield from stale_files(make_sdk.render(), make_sdk.SDK / "resources")


def check_docs() -> Iterator[str]:
    yield from stale_files(make_docs.render(), make_docs.REFERENCE)


def check_migrations() -> Iterator[str]:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(ROOT / "src" / "volano_server" / "db" / "migrations"))
    heads = ScriptDirectory.from_config(config).get_heads()
    if len(heads) != 1:
        yield f"migrations have {len(heads)} heads: {', '.join(heads)}; let the later one follow the other"


CHECKS: dict[str, Callable[[], Iterator[str]]] = {
    "the contract": check_contract,
    "the SDK": check_sdk,
    "the reference pages": check_docs,
    "the migrations": check_migrations,
}


def main() -> int:
    """0 when everything is as it would be written."""
    faults = 0
    for name, check in CHECKS.items():
        found = list(check())
        faults += len(found)
        print(f"{name}: {'as generated' if not found else ''}")
        for fault in found:
            print(f"  error: {fault}")
    if faults:
        print("hint: run `make contract` and commit what it writes")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
