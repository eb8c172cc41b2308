"""Pure rules of access: roles, permissions, keys, passwords, throttling."""

from volano_server.access.domain.permissions import (
    PERMISSIONS,
    ROLES,
    Role,
    lowest_of,
    permissions_of,
    scoped_permissions,
)
from volano_server.access.domain.secrets import ApiKey, hash_secret, new_api_key, parse_api_key

__all__ = [
    "PERMISSIONS",
    "ROLES",
    "ApiKey",
    "Role",
    "hash_secret",
    "lowest_of",
    "new_api_key",
    "parse_api_key",
    "permissions_of",
    "scoped_permissions",
]
