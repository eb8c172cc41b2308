"""How often callers were refused for asking too much: counted by minute, since a flood must stay cheap."""

from sqlalchemy import BigInteger, Column, String, Table

from volano_server.db import Timestamp, metadata

refusals = Table(
    "refusals",
    metadata,
    Column("workspace_id", String(36), primary_key=True),
    Column("principal_id", String(80), primary_key=True),
    Column("minute", Timestamp, primary_key=True),
    Column("reason", String(40), primary_key=True),
    Column("count", BigInteger, nullable=False),
)
