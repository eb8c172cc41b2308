"""Placeholder."""


class SessionService:
    pass
