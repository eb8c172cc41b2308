"""What kinds of jobs there are, and which function runs each.

An area writes its handlers in its room `jobs` and lists them; `app` puts the lists together:

    @job_handler("data:import", queue="data", args=ImportArgs, permission="datasets:write")
    def import_dataset(context: JobContext[ImportArgs]) -> ImportReport: ...

    HANDLERS = [import_dataset]

    registry = JobRegistry([*data.HANDLERS, *tuning.HANDLERS])
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from volano_server.access import PERMISSIONS
from volano_server.db import Tx
from volano_server.jobs.errors import InvalidJobArgs, UnknownJobKind
from volano_server.jobs.service.context import JobContext
from volano_server.jobs.service.following import Following, Moved
from volano_server.jobs.service.plain import to_plain

Args = TypeVar("Args", bound=BaseModel)
_KIND = re.compile(r"[a-z][a-z0-9_]{0,40}:[a-z][a-z0-9_]{0,50}")
MAX_ARGS = 65_536


@dataclass(frozen=True, slots=True)
class JobHandler(Generic[Args]):
    """One kind of job. `retry_seconds` is the first pause after a failure; it doubles each time."""

    kind: str
    queue: str
    args: type[Args]
    permission: str
    max_attempts: int
    retry_seconds: float
    schedulable: bool
    run: Callable[[JobContext[Args]], Any]
    moved: Moved | None = None

    def read_args(self, given: BaseModel | dict[str, Any]) -> Args:
        """The typed arguments. Raises InvalidJobArgs that names the field."""
        try:
            return self.args.model_validate(given.model_dump() if isinstance(given, BaseModel) else given)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = "/".join(str(part) for part in first["loc"]) or "arguments"
            raise InvalidJobArgs(
                f"`{place}` of a `{self.kind}` job: {first['msg']}",
                hint=f"`{self.kind}` takes {', '.join(f'`{name}`' for name in self.args.model_fields) or 'nothing'}",
            ) from None

    def plain_args(self, given: BaseModel | dict[str, Any]) -> dict[str, Any]:
        """The checked arguments as JSON. Raises InvalidJobArgs or JobTooLarge."""
        plain: dict[str, Any] = to_plain(self.read_args(given), f"the arguments of a `{self.kind}` job", MAX_ARGS)
        return plain

    def tell_moved(self, tx: Tx, args: dict[str, Any], state: str, message: str) -> None:
        """Nothing; calls `moved` with typed arguments."""
        assert self.moved is not None
        self.moved(tx, self.read_args(args), state, message)


def job_handler(
    kind: str,
    *,
    args: type[Args],
    permission: str,
    queue: str = "default",
    max_attempts: int = 3,
    retry_seconds: float = 5.0,
    schedulable: bool = False,
    moved: Moved | None = None,
) -> Callable[[Callable[[JobContext[Args]], Any]], JobHandler[Args]]:
    """A decorator that makes a function the handler of `kind`; what it returns becomes the job's result.

    `permission` is what its owner must hold when it is enqueued and when it runs. `schedulable` lets members run
    it by a schedule with arguments of their own. `moved` is called in the transaction in which such a job ended
    without success, however that came about, or was taken up again (`queued`).
    """

    def make(run: Callable[[JobContext[Args]], Any]) -> JobHandler[Args]:
        return JobHandler(kind, queue, args, permission, max_attempts, retry_seconds, schedulable, run, moved)

    return make


class JobRegistry:
    """The kinds of jobs that this process knows."""

    def __init__(self, handlers: Iterable[JobHandler[Any]]) -> None:
        self._handlers: dict[str, JobHandler[Any]] = {}
        self.following = Following()
        for handler in handlers:
            if not _KIND.fullmatch(handler.kind):
                raise RuntimeError(f"the job kind `{handler.kind}` is not written as `area:verb`")
            if handler.kind in self._handlers:
                raise RuntimeError(f"the job kind `{handler.kind}` has two handlers")
            if handler.permission not in PERMISSIONS:
                raise RuntimeError(f"the permission `{handler.permission}` of `{handler.kind}` does not exist")
            self._handlers[handler.kind] = handler
            if handler.moved is not None:
                self.following.moved[handler.kind] = handler.tell_moved

    @property
    def kinds(self) -> list[str]:
        """All kinds, sorted."""
        return sorted(self._handlers)

    def find(self, kind: str) -> JobHandler[Any]:
        """The handler of `kind`. Raises UnknownJobKind."""
        handler = self._handlers.get(kind)
        if handler is None:
            raise UnknownJobKind(
                f"there is no kind of job called `{kind[:100]}`", hint="one of: " + ", ".join(self.kinds)
            )
        return handler
