"""Sessions, one-time tokens and counted sign-in attempts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, or_, select, text, update

from volano_server.access.domain.throttle import Attempts
from volano_server.access.tables import one_time_tokens, sessions, sign_in_attempts
from volano_server.db import Tx


class SessionStore:
    """What signing in needs; it runs in the platform's transactions."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    # ---- one-time tokens ----------------------------------------------------------------------------------

    def add_token(self, secret_hash: str, purpose: str, person_id: str | None, life: int) -> None:
        now = self.tx.now()
        row = {"secret_hash": secret_hash, "purpose": purpose, "person_id": person_id}
        self.tx.insert(one_time_tokens, row | {"created_at": now, "expires_at": now + life})

    def use_token(self, secret_hash: str, *purposes: str) -> Row[Any] | None:
        """The token, marked as used; None when there is none that is fresh."""
        table = one_time_tokens
        fresh = (
            table.c.secret_hash == secret_hash,
            table.c.purpose.in_(purposes),
            table.c.used_at.is_(None),
            table.c.expires_at > self.tx.now(),
        )
        found = self.tx.row(select(table).where(*fresh))
        if found and self.tx.count_changed(update(table).where(*fresh).values(used_at=self.tx.now())):
            return found
        return None

    def drop_tokens(self, purpose: str, person_id: str | None = None) -> None:
        """Nothing; the unused tokens of this purpose (and person) are void from now on."""
        table = one_time_tokens
        unused = [table.c.purpose == purpose, table.c.used_at.is_(None)]
        if person_id is not None:
            unused.append(table.c.person_id == person_id)
        self.tx.execute(update(table).where(*unused).values(used_at=self.tx.now()))

    # ---- sessions -----------------------------------------------------------------------------------------

    def add(self, row: Mapping[str, Any]) -> None:
        self.tx.insert(sessions, row)

    def live_of(self, person_id: str, idle_since: int) -> Sequence[Row[Any]]:
        """The sessions of a person that would be admitted, the newest first."""
        mine = (
            sessions.c.person_id == person_id,
            sessions.c.revoked_at.is_(None),
            sessions.c.expires_at > self.tx.now(),
            sessions.c.seen_at > idle_since,
        )
        return self.tx.rows(select(sessions).where(*mine).order_by(sessions.c.id.desc()))

    def revoke(self, session_id: str, person_id: str) -> bool:
        """Whether a live session of this person was ended."""
        mine = (sessions.c.id == session_id, sessions.c.person_id == person_id, sessions.c.revoked_at.is_(None))
        return bool(self.tx.count_changed(update(sessions).where(*mine).values(revoked_at=self.tx.now())))

    def revoke_by_hash(self, secret_hash: str) -> None:
        mine = (sessions.c.secret_hash == secret_hash, sessions.c.revoked_at.is_(None))
        self.tx.execute(update(sessions).where(*mine).values(revoked_at=self.tx.now()))

    def revoke_others(self, person_id: str, kept_id: str) -> int:
        """How many other live sessions of this person were ended."""
        mine = (sessions.c.person_id == person_id, sessions.c.id != kept_id, sessions.c.revoked_at.is_(None))
        return self.tx.count_changed(update(sessions).where(*mine).values(revoked_at=self.tx.now()))

    # ---- attempts -----------------------------------------------------------------------------------------

    def lock_bucket(self, bucket: str) -> None:
        """Nothing; attempts on one bucket are counted one after the other."""
        if self.tx.dialect == "postgresql":
            self.tx.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:b, 78))"), {"b": bucket})

    def attempts(self, bucket: str) -> Attempts | None:
        row = self.tx.row(select(sign_in_attempts).where(sign_in_attempts.c.bucket == bucket))
        return Attempts(row.failures, row.first_at, row.blocked_until) if row else None

    def note_attempts(self, bucket: str, noted: Attempts) -> None:
        values = {
            "failures": noted.failures,
            "first_at": noted.first_at,
            "blocked_until": noted.blocked_until,
        }
        table = sign_in_attempts
        if not self.tx.count_changed(update(table).where(table.c.bucket == bucket).values(**values)):
            self.tx.insert(table, {"bucket": bucket, **values})

    def clear_attempts(self, bucket: str) -> None:
        self.tx.execute(delete(sign_in_attempts).where(sign_in_attempts.c.bucket == bucket))

    # ---- sweeping -----------------------------------------------------------------------------------------

    def drop_ended(self, before: int) -> int:
        """How many sessions, tokens and attempt counters that ended before `before` were removed."""
        ended = or_(sessions.c.expires_at < before, sessions.c.revoked_at < before)
        tokens, attempts = one_time_tokens, sign_in_attempts
        calm = (attempts.c.first_at < before, attempts.c.blocked_until < before)
        return (
            self.tx.count_changed(delete(sessions).where(ended))
            + self.tx.count_changed(delete(tokens).where(tokens.c.expires_at < before))
            + self.tx.count_changed(delete(attempts).where(*calm))
        )
