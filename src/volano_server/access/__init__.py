"""The door to access: who is calling, what they may do, and the guard every route wears."""

from volano_server.access.domain import PERMISSIONS, ROLES, Role, permissions_of
from volano_server.access.errors import InvalidKey, SignInRequired
from volano_server.access.routes import ROUTERS
from volano_server.access.routes.front_door import FrontDoor
from volano_server.access.routes.guard import (
    Caller,
    GuardedApp,
    needs,
    provided,
    public,
    read_credentials,
    refuse_unguarded,
    signed_in,
)
from volano_server.access.service import (
    Admission,
    Credentials,
    KeyService,
    LocalPerson,
    PeopleService,
    SessionService,
)

__all__ = [
    "PERMISSIONS",
    "ROLES",
    "ROUTERS",
    "Admission",
    "Caller",
    "Credentials",
    "FrontDoor",
    "GuardedApp",
    "InvalidKey",
    "KeyService",
    "LocalPerson",
    "PeopleService",
    "Role",
    "SessionService",
    "SignInRequired",
    "needs",
    "permissions_of",
    "provided",
    "public",
    "read_credentials",
    "refuse_unguarded",
    "signed_in",
]
