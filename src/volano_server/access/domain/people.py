"""What people may be called."""

from __future__ import annotations

import re

from volano_server.access.errors import InvalidPerson

_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f]{1,64}@[^@\s\x00-\x1f\x7f]{1,255}")


def check_email(email: str) -> str:
    """`email` in lower case, as it is stored and compared. Raises InvalidPerson."""
    found = email.strip().lower()
    if not _EMAIL.fullmatch(found):
        raise InvalidPerson(f"`{email[:80]}` is no e-mail address", hint="write it as anna@example.org")
    return found


def check_display_name(name: str) -> str:
    """`name` without spaces around it. Raises InvalidPerson."""
    found = name.strip()
    if not 1 <= len(found) <= 200 or not found.isprintable():
        raise InvalidPerson("a name has 1 to 200 printable characters", hint="write it as Anna Rossi")
    return found
