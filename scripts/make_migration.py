"""Write a migration from the tables in the code.

`make_migration.py --initial` writes the first one anew (until the first release).
`make_migration.py NAME` writes the difference to a migrated database as a new dated step.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

import volano_server.app.tables  # noqa: F401 - registers every table
from volano_server.config import load_settings
from volano_server.db import metadata, migrate, newest_revision, open_database

VERSIONS = Path(__file__).parents[1] / "src/volano_server/db/migrations/versions"
TEMPLATE = '''"""{title}

Revision ID: {revision}
Revises: {parent}
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "{revision}"
down_revision = {parent!r}


def upgrade() -> None:
    {body}
'''


def main() -> None:
    initial = sys.argv[1:] == ["--initial"]
    if initial:
        body = difference(create_engine("sqlite://"))
        revision, parent, name, title = "2026_11_21_0000", None, "initial", "The first schema."
    else:
        name = sys.argv[1]
        parent, title = newest_revision(), name.replace("_", " ").capitalize() + "."
        revision = datetime.now(UTC).strftime("%Y_%m_%d_%H%M")
        with tempfile.TemporaryDirectory() as home:
            database = open_database(load_settings(home=home))
            migrate(database)
            body = difference(create_engine(f"sqlite:///{home}/volano.db"))
    path = VERSIONS / f"{revision}_{name}.py"
    path.write_text(TEMPLATE.format(title=title, revision=revision, parent=parent, body=body))
    print(path)


def difference(engine: Any) -> str:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _: kind != "table" or name != "alembic_version"},
        )
        operations = produce_migrations(context, metadata).upgrade_ops
    assert operations is not None
    lines = str(render_python_code(operations)).splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("#")).strip()


if __name__ == "__main__":
    main()
