"""All SQL of access. Much of it runs in the platform's own transactions: admission comes before any workspace."""

from volano_server.access.store.answers import AnswerStore
from volano_server.access.store.door import DoorStore
from volano_server.access.store.keys import KeyStore
from volano_server.access.store.people import PeopleStore
from volano_server.access.store.sessions import SessionStore

__all__ = ["AnswerStore", "DoorStore", "KeyStore", "PeopleStore", "SessionStore"]
