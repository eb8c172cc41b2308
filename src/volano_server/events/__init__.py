"""The door to events: what happened (log, live stream, audit) and telling others about it (webhooks)."""

from volano_server.events.jobs import HANDLERS
from volano_server.events.routes import ROUTERS
from volano_server.events.service import AuditService, EventFeed, EventService, WebhookSender, WebhookService

__all__ = [
    "HANDLERS",
    "ROUTERS",
    "AuditService",
    "EventFeed",
    "EventService",
    "WebhookSender",
    "WebhookService",
]
