"""Settings: one typed tree, read once at start, passed down. `VOLANO_DATABASE__URL` sets `settings.database.url`."""

from volano_server.config.settings import (
    ConfigError,
    DatabaseSettings,
    JobSettings,
    LakeSettings,
    LimitSettings,
    ServerSettings,
    Settings,
    load_settings,
)

__all__ = [
    "ConfigError",
    "DatabaseSettings",
    "JobSettings",
    "LakeSettings",
    "LimitSettings",
    "ServerSettings",
    "Settings",
    "load_settings",
]
