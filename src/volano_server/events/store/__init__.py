"""All SQL of events and webhooks."""

from volano_server.events.store.events import EventStore
from volano_server.events.store.webhooks import DeliveryStore, WebhookStore

__all__ = ["DeliveryStore", "EventStore", "WebhookStore"]
