"""Passwords: what is accepted, and argon2id around them. Slow on purpose: never call these inside a transaction."""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING

from volano_server.access.errors import WeakPassword

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MIN_LENGTH, MAX_LENGTH = 10, 256
_AT_ONCE = threading.BoundedSemaphore(4)
"""Each computation holds 19 MiB; more at once would let a flood of sign-ins take the memory of the process."""


def check_password(password: str, email: str) -> str:
    """`password` itself when it may be used; raises WeakPassword with the rule that it breaks."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise WeakPassword(
            f"the password has {len(password)} characters",
            hint=f"use {MIN_LENGTH} to {MAX_LENGTH}; a sentence is easy to remember",
        )
    if len(set(password)) < 5 or email.partition("@")[0].lower() in password.lower():
        raise WeakPassword(
            "the password repeats few characters or holds the name of the account", hint="choose one that says less"
        )
    return password


def hash_password(password: str) -> str:
    """The argon2id hash of `password` in PHC form."""
    with _AT_ONCE:
        return _hasher().hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Whether `password` fits. Without a stored hash the same work is done for nothing, so that timing says nothing."""
    from argon2.exceptions import InvalidHashError, VerificationError

    with _AT_ONCE:
        try:
            _hasher().verify(stored or _unmatched(), password)
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether `stored` was made with other parameters than those of today."""
    return _hasher().check_needs_rehash(stored)


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP password storage cheat sheet


@cache
def _unmatched() -> str:
    return _hasher().hash("no account has this password")
