"""The shared metadata and the column types that mean the same on both databases."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, MetaData
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Timestamp = BigInteger
"""Microseconds since 1970 in UTC: exact and equal on both databases."""

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
