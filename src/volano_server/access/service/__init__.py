"""Rules of access."""

from volano_server.access.service.admission import Admission, Credentials
from volano_server.access.service.idempotency import answer_once
from volano_server.access.service.keys import KeyService
from volano_server.access.service.people import LocalPerson, PeopleService
from volano_server.access.service.sessions import NewSession, SessionService, Visit

__all__ = [
    "Admission",
    "Credentials",
    "KeyService",
    "LocalPerson",
    "NewSession",
    "PeopleService",
    "SessionService",
    "Visit",
    "answer_once",
]
