"""The first words: where the server is, and how the person at this machine gets in."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from volano_server.access import (
    Admission,
    Credentials,
    KeyService,
    LocalPerson,
    PeopleService,
    SessionService,
    permissions_of,
)
from volano_server.app.build import House
from volano_server.app.home import write_address
from volano_server.kit.errors import AppError
from volano_server.kit.ids import new_id
from volano_server.kit.subject import Subject

Say = Callable[[str], None]


def announce(house: House, url: str, say: Say) -> None:
    """Nothing; leaves the address for SDK and CLI, and prints a way in that works once."""
    if is_loopback(url):
        person = house.services[PeopleService].bootstrap_local()
        keep_local_key(house, person)
        token = house.services[SessionService].make_sign_in_token(person.person_id)
        way_in = f"  sign in:  {url}/sign-in#token={token}  (works once, for 15 minutes)"
    elif token := house.services[SessionService].make_setup_token():
        way_in = f"  set up:   {url}/setup#token={token}  (works once, for a day)"
    else:
        way_in = f"  sign in:  {url}"
    write_address(house.settings.home, url)
    say(f"Volano is ready at {url}\n{way_in}")


def keep_local_key(house: House, person: LocalPerson) -> None:
    """Nothing; makes sure that `home/secrets/local.key` holds a working key of the local admin.

    Whoever can read the home folder has the database as well, so the key gives nothing away.
    """
    path = house.settings.home / "secrets" / "local.key"
    if _works(house, path):
        return
    subject = Subject(
        workspace_id=person.workspace_id, kind="person", id=person.person_id, name=person.email,
        owner_id=person.person_id, role="admin", permissions=permissions_of("admin"),
    )  # fmt: skip
    keys = house.services[KeyService]
    _, text = house.database.write(subject, lambda tx: keys.create(tx, f"local-{new_id()[:8]}", "admin"))
    fresh = path.with_suffix(f".{os.getpid()}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    fresh.replace(path)


def is_loopback(url: str) -> bool:
    """Whether only this machine can reach `url`."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _works(house: House, path: Path) -> bool:
    try:
        credentials = Credentials(path.read_text().strip(), None, None, False, None, "127.0.0.1", new_id())
        return bool(house.services[Admission].identify(credentials).role == "admin")
    except (OSError, AppError):
        return False
