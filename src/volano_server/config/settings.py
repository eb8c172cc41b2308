"""The settings tree. The table in docs/reference/settings.md is generated from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from volano_server.kit.errors import AppError


class ConfigError(AppError):
    code = "invalid_settings"


class Branch(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DatabaseSettings(Branch):
    """Where the control store is kept."""

    url: str = Field(
        default="",
        description="`postgresql://user@host/name` for a team; empty for SQLite in the home folder",
        pattern=r"^(|sqlite:///.+|postgresql://.+)$",
    )
    pool_size: int = Field(default=8, ge=2, le=200, description="connections kept for reading, and to PostgreSQL")
    busy_timeout_seconds: float = Field(
        default=30, gt=0, le=600, description="how long a writer waits for SQLite's lock"
    )


class ServerSettings(Branch):
    """The HTTP server."""

    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=8700, ge=0, le=65535, description="port to listen on; 0 takes a free one")
    allowed_hosts: list[str] = Field(
        default_factory=list,
        description="further Host names that browsers may use, beside the listening address",
    )
    public_url: str = Field(default="", description="address that people open, when a proxy stands in front")
    secure_cookies: bool = Field(default=False, description="send cookies over HTTPS only; switch on behind TLS")


class JobSettings(Branch):
    """Durable work."""

    lease_seconds: float = Field(default=30, ge=1, le=3600, description="a worker silent for longer loses its job")
    poll_seconds: float = Field(default=0.25, gt=0, le=60, description="pause between two looks at an empty queue")
    worker_threads: int = Field(default=4, ge=1, le=64, description="jobs that one worker process runs at once")
    heavy_limit: int = Field(default=1, ge=1, le=64, description="tuning and evaluation jobs at once, per workspace")
    webhook_limit: int = Field(default=2, ge=1, le=64, description="webhook deliveries at once, per workspace")


class LakeSettings(Branch):
    """Upkeep of dataset tables, by workers."""

    upkeep_seconds: float = Field(default=3600, ge=1, le=86_400, description="pause between two turns of upkeep")
    upkeep_tables: int = Field(default=50, ge=1, le=10_000, description="tables looked after in one turn")
    upkeep_bytes: int = Field(
        default=268_435_456, ge=1_048_576, description="bytes of small files that one turn merges in a table"
    )
    least_files: int = Field(default=8, ge=2, le=10_000, description="tables of fewer files are not merged")
    keep_days: float = Field(
        default=7, ge=0.04, le=3650, description="how long a table version stays that no catalog version names"
    )


class LimitSettings(Branch):
    """Bounds on what callers may send."""

    body_bytes: int = Field(default=10_485_760, ge=1024, description="largest JSON body")
    upload_bytes: int = Field(default=10_737_418_240, ge=1024, description="largest uploaded file")


class OutboundSettings(Branch):
    """What the one outbound door lets through."""

    allowed_hosts: list[str] = Field(
        default_factory=list,
        description="hosts (`name` or `name:port`) that may be reached although they resolve to private addresses",
    )
    timeout_seconds: float = Field(default=10, gt=0, le=300, description="longest wait for one request")


class Settings(BaseSettings):
    """Everything that can be set from outside."""

    model_config = SettingsConfigDict(
        env_prefix="VOLANO_", env_nested_delimiter="__", extra="ignore", frozen=True, validate_default=True
    )

    home: Path = Field(default=Path(".volano"), description="folder that holds all data on this machine")
    database: DatabaseSettings = Field(default_factory=DatabaseSettings)
    server: ServerSettings = Field(default_factory=ServerSettings)
    jobs: JobSettings = Field(default_factory=JobSettings)
    lake: LakeSettings = Field(default_factory=LakeSettings)
    limits: LimitSettings = Field(default_factory=LimitSettings)
    outbound: OutboundSettings = Field(default_factory=OutboundSettings)

    @property
    def database_url(self) -> str:
        """The control store's address with the default filled in."""
        return self.database.url or f"sqlite:///{self.home.absolute() / 'volano.db'}"


def load_settings(**overrides: Any) -> Settings:
    """The settings from the environment, with `overrides` on top.

    Raises ConfigError that names the variable, the value it has and the form it should have.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        variable = "VOLANO_" + "__".join(str(part) for part in first["loc"]).upper()
        shown = "(hidden)" if "URL" in variable else repr(first.get("input"))
        raise ConfigError(
            f"setting `{variable}` is {shown}: {first['msg']}",
            hint="see docs/reference/settings.md for its form",
        ) from None
