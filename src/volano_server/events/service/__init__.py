"""Rules of events, audit and webhooks."""

from volano_server.events.service.audit import AuditService
from volano_server.events.service.feed import EventFeed
from volano_server.events.service.log import Event, EventService
from volano_server.events.service.sending import WebhookSender, follow_job
from volano_server.events.service.webhooks import WebhookService

__all__ = ["AuditService", "Event", "EventFeed", "EventService", "WebhookSender", "WebhookService", "follow_job"]
