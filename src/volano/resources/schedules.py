"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from typing import Any

from volano import types
from volano.resource import UNSET, Resource, Unset


class Schedules(Resource):
    """Operations on schedules."""

    def create(
        self,
        *,
        kind: str,
        name: str,
        args: dict[str, Any] | Unset = UNSET,
        cron: str | None | Unset = UNSET,
        enabled: bool | Unset = UNSET,
        every_seconds: int | None | Unset = UNSET,
        timezone: str | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.ScheduleOut:
        """A job that the clock enqueues, exactly once for each tick; it runs with the rights you hold then."""
        _answer: types.ScheduleOut = self._call(
            "POST",
            "/api/v1/schedules",
            body={
                "args": args,
                "cron": cron,
                "enabled": enabled,
                "every_seconds": every_seconds,
                "kind": kind,
                "name": name,
                "timezone": timezone,
            },
            if_match=if_match,
        )
        return _answer

    def delete(self, schedule_id: str | int, *, if_match: int | None = None) -> None:
        """Removes a schedule; the jobs it has enqueued stay."""
        self._call("DELETE", "/api/v1/schedules/{schedule_id}", parts={"schedule_id": schedule_id}, if_match=if_match)

    def get(self, schedule_id: str | int) -> types.ScheduleOut:
        """One schedule."""
        _answer: types.ScheduleOut = self._call(
            "GET", "/api/v1/schedules/{schedule_id}", parts={"schedule_id": schedule_id}
        )
        return _answer

    def list(self, *, cursor: str | None = None, limit: int | None = None) -> types.PageScheduleOut:
        """The newest schedules first."""
        _answer: types.PageScheduleOut = self._call(
            "GET", "/api/v1/schedules", query={"cursor": cursor, "limit": limit}
        )
        return _answer

    def update(
        self,
        schedule_id: str | int,
        *,
        args: dict[str, Any] | Unset = UNSET,
        cron: str | None | Unset = UNSET,
        enabled: bool | Unset = UNSET,
        every_seconds: int | None | Unset = UNSET,
        timezone: str | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.ScheduleOut:
        """Changes what the body names; the next tick is counted from now, and the jobs run as you."""
        _answer: types.ScheduleOut = self._call(
            "PATCH",
            "/api/v1/schedules/{schedule_id}",
            parts={"schedule_id": schedule_id},
            body={"args": args, "cron": cron, "enabled": enabled, "every_seconds": every_seconds, "timezone": timezone},
            if_match=if_match,
        )
        return _answer
