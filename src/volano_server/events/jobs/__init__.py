"""Durable work of events: each attempt to deliver a webhook is a job."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from volano_server.db import Tx
from volano_server.events.domain.filters import OWN_JOBS
from volano_server.events.service import WebhookSender, follow_job
from volano_server.jobs import JobContext, job_handler


class DeliverArgs(BaseModel):
    """Which delivery to try; its pauses are counted from attempt `first`."""

    model_config = ConfigDict(extra="forbid")

    delivery_id: str
    first: int = 1


def follow(tx: Tx, args: DeliverArgs, state: str, message: str) -> None:
    """Nothing; a delivery is as lost as its job, and waits again when somebody takes the job up again."""
    follow_job(tx, args.delivery_id, state, message)


@job_handler(OWN_JOBS, args=DeliverArgs, permission="webhooks:write", queue="webhooks", moved=follow)
def deliver(context: JobContext[DeliverArgs]) -> dict[str, str]:
    """What has become of the delivery."""
    args = context.args
    return {"state": context.service(WebhookSender).deliver(context, args.delivery_id, args.first)}


HANDLERS = [deliver]
