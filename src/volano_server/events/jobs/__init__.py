"""Durable work of events: each attempt to deliver a webhook is a job."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from volano_server.events.domain.filters import OWN_JOBS
from volano_server.events.service import WebhookSender
from volano_server.jobs import JobContext, job_handler


class DeliverArgs(BaseModel):
    """Which delivery to try."""

    model_config = ConfigDict(extra="forbid")

    delivery_id: str


@job_handler(OWN_JOBS, args=DeliverArgs, permission="webhooks:write", queue="webhooks")
def deliver(context: JobContext[DeliverArgs]) -> dict[str, str]:
    """What has become of the delivery."""
    return {"state": context.service(WebhookSender).deliver(context, context.args.delivery_id)}


HANDLERS = [deliver]
