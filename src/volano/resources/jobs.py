"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from typing import Literal

from volano import types
from volano.resource import Resource


class Jobs(Resource):
    """Operations on jobs."""

    def cancel(self, job_id: str | int, *, if_match: int | None = None) -> types.JobDetail:
        """Cancels a waiting job at once; asks a running one to stop, which it does at its next step or check."""
        _answer: types.JobDetail = self._call(
            "POST", "/api/v1/jobs/{job_id}/cancel", parts={"job_id": job_id}, if_match=if_match
        )
        return _answer

    def get(self, job_id: str | int) -> types.JobDetail:
        """One job with its arguments, result and finished steps."""
        _answer: types.JobDetail = self._call("GET", "/api/v1/jobs/{job_id}", parts={"job_id": job_id})
        return _answer

    def list(
        self,
        *,
        state: Literal["queued", "running", "succeeded", "failed", "cancelled", "dead"] | None = None,
        kind: str | None = None,
        queue: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> types.PageJobOut:
        """The newest jobs first."""
        _answer: types.PageJobOut = self._call(
            "GET",
            "/api/v1/jobs",
            query={"state": state, "kind": kind, "queue": queue, "cursor": cursor, "limit": limit},
        )
        return _answer

    def retry(self, job_id: str | int, *, if_match: int | None = None) -> types.JobDetail:
        """Queues a failed, cancelled or dead job again with all its attempts; finished steps stay finished."""
        _answer: types.JobDetail = self._call(
            "POST", "/api/v1/jobs/{job_id}/retry", parts={"job_id": job_id}, if_match=if_match
        )
        return _answer
