"""Placeholder."""


class PeopleService:
    pass
