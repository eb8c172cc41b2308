"""The door to access: who is calling, what they may do, and the guard every route wears."""

from volano_server.access.domain import PERMISSIONS, ROLES, Role, permissions_of
from volano_server.access.routes.guard import Caller, needs, provided, public, read_credentials, refuse_unguarded
from volano_server.access.service import Admission, Credentials, KeyService, PeopleService, SessionService

__all__ = [
    "PERMISSIONS",
    "ROLES",
    "Admission",
    "Caller",
    "Credentials",
    "KeyService",
    "PeopleService",
    "Role",
    "SessionService",
    "needs",
    "permissions_of",
    "provided",
    "public",
    "read_credentials",
    "refuse_unguarded",
]
