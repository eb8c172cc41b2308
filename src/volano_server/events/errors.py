"""What can go wrong with events and webhooks."""

from __future__ import annotations

from volano_server.kit.errors import BadInput, Conflict, NotFound, PreconditionFailed, TooManyRequests


class WebhookNotFound(NotFound):
    code = "webhook_not_found"


class WebhookNameTaken(Conflict):
    code = "webhook_name_taken"


class WebhookChanged(PreconditionFailed):
    code = "webhook_changed"


class WebhookDisabled(Conflict):
    code = "webhook_disabled"


class DeliveryNotFound(NotFound):
    code = "delivery_not_found"


class DeliveryWaiting(Conflict):
    code = "delivery_waiting"


class InvalidFilter(BadInput):
    code = "invalid_event_filter"


class InvalidPosition(BadInput):
    code = "invalid_position"


class TooManyStreams(TooManyRequests):
    code = "too_many_streams"


class AlreadyVerifying(TooManyRequests):
    code = "already_verifying"
