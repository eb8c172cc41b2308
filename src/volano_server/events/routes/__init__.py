"""HTTP of events: the log, the live stream, audit, and webhooks."""

from volano_server.events.routes import audit, events, webhooks

ROUTERS = [events.router, audit.router, webhooks.router]

__all__ = ["ROUTERS"]
