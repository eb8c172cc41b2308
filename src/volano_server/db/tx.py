"""One transaction: statements scoped to a workspace, and the events that the change leaves behind."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    CursorResult,
    Delete,
    Executable,
    FromClause,
    Insert,
    Row,
    Select,
    Table,
    Update,
    delete,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression
from sqlalchemy.sql.schema import Column
from sqlalchemy.sql.selectable import Alias

from volano_server.db.errors import UnscopedQuery
from volano_server.db.event_log import GENESIS, NewEvent, chain_row, event_heads, events, head_mac
from volano_server.kit.canonical import canonical_json
from volano_server.kit.subject import SYSTEM_WORKSPACE, Subject

_log = logging.getLogger(__name__)
SCOPE_COLUMN = "workspace_id"
_NOW = {
    "sqlite": "SELECT CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
    "postgresql": "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint",
}


class Tx:
    """A running transaction for one subject.

    With a workspace, every statement must be bound to it: the helpers do so, and `execute` refuses one that is not
    (UnscopedQuery). Without a workspace (the platform itself) all rows are in reach.
    Code inside must not touch the outside world: on PostgreSQL it may run again after a conflict.
    """

    def __init__(self, connection: Connection, subject: Subject, *, chain_key: bytes, writable: bool) -> None:
        self._connection = connection
        self._chain_key = chain_key
        self._pending: list[NewEvent] = []
        self._now: int | None = None
        self.after_commit: list[Callable[[], None]] = []
        self.subject = subject
        self.writable = writable

    @property
    def workspace_id(self) -> str:
        """The workspace of this transaction. Raises UnscopedQuery when it has none."""
        if self.subject.workspace_id is None:
            raise UnscopedQuery("this transaction belongs to the platform, not to a workspace")
        return self.subject.workspace_id

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._connection.dialect.name

    def now(self) -> int:
        """Microseconds since 1970 by the database clock, the same for the whole transaction."""
        if self._now is None:
            self._now = int(self._connection.execute(text(_NOW[self.dialect])).scalar_one())
        return self._now

    # ---- statements ---------------------------------------------------------------------------------------

    def select(self, table: FromClause, *columns: Any) -> Select[Any]:
        """A SELECT over `columns` (default: all of them) of this workspace's rows of `table`."""
        statement = select(*(columns or (table,))).select_from(table)
        return statement.where(*self._scope(table))

    def update(self, table: Table) -> Update:
        """An UPDATE of this workspace's rows of `table`."""
        return update(table).where(*self._scope(table))

    def delete(self, table: Table) -> Delete:
        """A DELETE of this workspace's rows of `table`."""
        return delete(table).where(*self._scope(table))

    def scoped(self, table: FromClause) -> ColumnElement[bool]:
        """The condition that binds a joined `table` to this workspace."""
        return table.c[SCOPE_COLUMN] == self.workspace_id

    def insert(self, table: Table, rows: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
        """Nothing; adds one row or many, with this workspace filled in."""
        many = [rows] if isinstance(rows, Mapping) else list(rows)
        if not many:
            return
        if SCOPE_COLUMN in table.c and self.subject.workspace_id is not None:
            many = [self._owned(row) for row in many]
        self._connection.execute(insert(table), many)

    def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """The result of `statement`, once it is shown to stay inside the workspace."""
        if self.subject.workspace_id is not None:
            _check_scope(statement, self.subject.workspace_id)
        return self._connection.execute(statement, parameters)

    def rows(self, statement: Executable) -> Sequence[Row[Any]]:
        """All rows."""
        return self.execute(statement).all()

    def row(self, statement: Executable) -> Row[Any] | None:
        """The first row, or None."""
        return self.execute(statement).first()

    def value(self, statement: Executable) -> Any:
        """The first column of the first row, or None."""
        return self.execute(statement).scalar()

    def count_changed(self, statement: Executable) -> int:
        """How many rows an UPDATE or DELETE touched."""
        return self.execute(statement).rowcount

    # ---- events -------------------------------------------------------------------------------------------

    def record(
        self,
        action: str,
        kind: str,
        object_id: str,
        *,
        name: str = "",
        before: str | None = None,
        after: str | None = None,
        reason: str = "",
        data: Mapping[str, Any] | None = None,
        workspace_id: str | None = None,
    ) -> None:
        """Nothing; leaves an event that is chained into the log when this transaction commits.

        `before` and `after` are digests. `data` is small, shown to people and sent to webhooks: never a secret.
        """
        who = self.subject
        self._pending.append(
            NewEvent(
                workspace_id=workspace_id or who.workspace_id or SYSTEM_WORKSPACE,
                ts=self.now(),
                actor_kind=who.kind,
                actor_id=who.id,
                actor_name=who.name,
                owner_id=who.owner_id,
                auth_method=who.auth_method,
                ip=who.ip,
                request_id=who.request_id,
                action=action,
                object_kind=kind,
                object_id=object_id,
                object_name=name or object_id,
                before_digest=before,
                after_digest=after,
                reason=reason,
                data=dict(data or {}),
            )
        )

    def mark(self) -> int:
        """How many events are pending: the place to return to when a savepoint is rolled back."""
        return len(self._pending)

    def forget_after(self, mark: int) -> None:
        """Nothing; drops the events recorded after `mark`."""
        del self._pending[mark:]

    def flush_events(self) -> None:
        """Nothing; writes the pending events to their chains. The database calls it right before it commits."""
        by_chain: dict[str, list[NewEvent]] = {}
        for event in self._pending:
            by_chain.setdefault(event.workspace_id, []).append(event)
        self._pending = []
        for workspace_id in sorted(by_chain):
            self._append(workspace_id, by_chain[workspace_id])

    def finish(self) -> None:
        """Nothing; the database calls it after the commit. A hook that fails is logged: the change stands."""
        for hook in self.after_commit:
            try:
                hook()
            except Exception:
                _log.exception("a hook after a commit failed")

    def _append(self, workspace_id: str, new: Iterable[NewEvent]) -> None:
        self._lock_chain(workspace_id)
        head = self._connection.execute(
            select(event_heads.c.seq, event_heads.c.hash).where(event_heads.c.workspace_id == workspace_id)
        ).first()
        seq, last = (head.seq, head.hash) if head else (0, GENESIS)
        rows = []
        for event in new:
            seq += 1
            rows.append(chain_row(event, seq, last))
            last = rows[-1]["hash"]
        self._connection.execute(insert(events), rows)
        values = {"seq": seq, "hash": last, "mac": head_mac(self._chain_key, workspace_id, seq, last)}
        if head:
            self._connection.execute(
                update(event_heads).where(event_heads.c.workspace_id == workspace_id).values(**values)
            )
        else:
            self._connection.execute(insert(event_heads).values(workspace_id=workspace_id, **values))

    def _lock_chain(self, workspace_id: str) -> None:
        if self.dialect == "postgresql":
            lock_workspace(self._connection, workspace_id)

    def _scope(self, table: FromClause) -> list[ColumnElement[bool]]:
        if self.subject.workspace_id is None or SCOPE_COLUMN not in table.c:
            return []
        return [self.scoped(table)]

    def _owned(self, row: Mapping[str, Any]) -> dict[str, Any]:
        if row.get(SCOPE_COLUMN, self.workspace_id) != self.workspace_id:
            raise UnscopedQuery("a row of another workspace was about to be written")
        return {**row, SCOPE_COLUMN: self.workspace_id}


def lock_workspace(connection: Connection, workspace_id: str) -> None:
    """Nothing; holds this workspace's writer lock on PostgreSQL until the transaction ends."""
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:id, 77))"), {"id": workspace_id})


def _check_scope(statement: Executable, workspace_id: str) -> None:
    if isinstance(statement, Insert):
        raise UnscopedQuery("write rows with Tx.insert, which fills in the workspace")
    tables: set[FromClause] = set()
    bound: set[FromClause] = set()
    links: list[tuple[FromClause, FromClause]] = []
    if isinstance(statement, Update | Delete):
        tables.add(statement.table)
    for element in visitors.iterate(statement):  # type: ignore[arg-type]
        if isinstance(element, Table | Alias):
            tables.add(element)
        elif isinstance(element, Column):
            tables.add(element.table)
        elif isinstance(element, BinaryExpression) and element.operator is operators.eq:
            _note_binding(element, workspace_id, bound, links)
    for one, other in links:
        if one in bound or other in bound:
            bound |= {one, other}
    loose = [table for table in tables if SCOPE_COLUMN in getattr(table, "c", ()) and table not in bound]
    loose = [table for table in loose if not any(getattr(other, "element", None) is table for other in bound)]
    if loose:
        names = ", ".join(sorted(str(getattr(table, "name", table)) for table in loose))
        raise UnscopedQuery(f"a statement reaches {names} without naming the workspace; use Tx.select or Tx.scoped")


def _note_binding(
    element: BinaryExpression[Any],
    workspace_id: str,
    bound: set[FromClause],
    links: list[tuple[FromClause, FromClause]],
) -> None:
    left, right = element.left, element.right
    if getattr(left, "name", "") != SCOPE_COLUMN:
        return
    if isinstance(right, BindParameter) and right.value == workspace_id:
        bound.add(left.table)
    elif getattr(right, "name", "") == SCOPE_COLUMN:
        links.append((left.table, right.table))


def json_size(value: Any) -> int:
    """Bytes of `value` as canonical JSON."""
    return len(canonical_json(value))
