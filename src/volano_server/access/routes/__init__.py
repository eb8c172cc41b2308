"""HTTP of access: the front door, the guard that every route wears, and the routes for people, keys and sessions."""

from volano_server.access.routes import keys, people, sessions

ROUTERS = [sessions.router, people.router, keys.router]

__all__ = ["ROUTERS"]
