"""Placeholder."""


class KeyService:
    pass
