"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from typing import Literal

from volano import types
from volano.resource import Resource


class Jobs(Resource):
    """Operations on jobs."""

    def cancel(self, job_id: str | int, *, if_match: int | None = None) -> types.JobDetail:
        """Cancels a waiting job at once; asks a running one to stop, which it does at its next step or check."""
        return self._call("POST", "/api/v1/jobs/{job_id}/cancel", parts={"job_id": job_id}, if_match=if_match)  # type: ignore[no-any-return]

    def get(self, job_id: str | int) -> types.JobDetail:
        """One job with its arguments, result and finished steps."""
        return self._call("GET", "/api/v1/jobs/{job_id}", parts={"job_id": job_id})  # type: ignore[no-any-return]

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
        return self._call(
            "GET",
            "/api/v1/jobs",
            query={"state": state, "kind": kind, "queue": queue, "cursor": cursor, "limit": limit},
        )  # type: ignore[no-any-return]

    def retry(self, job_id: str | int, *, if_match: int | None = None) -> types.JobDetail:
        """Queues a failed, cancelled or dead job again with all its attempts; finished steps stay finished."""
        return self._call("POST", "/api/v1/jobs/{job_id}/retry", parts={"job_id": job_id}, if_match=if_match)  # type: ignore[no-any-return]
