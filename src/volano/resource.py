"""The base of the generated resources: one method per operation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from volano.transport import Transport


class Unset:
    """The mark of an argument that was not given, where None is a value of its own."""

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset()


class Resource:
    """Operations on one noun."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def _call(
        self,
        method: str,
        path: str,
        *,
        parts: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = UNSET,
        if_match: int | None = None,
    ) -> Any:
        filled = path.format(**{name: quote(str(value), safe="@:") for name, value in (parts or {}).items()})
        if isinstance(body, dict):
            body = {name: value for name, value in body.items() if value is not UNSET}
        headers = {"If-Match": f'"{if_match}"'} if if_match is not None else None
        sent = None if body is UNSET else body
        return self._transport.call(method, filled, query=query, body=sent, headers=headers)


def every(list_page: Callable[..., Any], **filters: Any) -> Iterator[Any]:
    """Each item of a paged list, page after page: `every(client.runs.list, state="running")`."""
    cursor = None
    while True:
        page = list_page(cursor=cursor, **filters)
        yield from page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return
