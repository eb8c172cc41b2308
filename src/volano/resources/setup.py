"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from volano import types
from volano.resource import UNSET, Resource, Unset


class Setup(Resource):
    """Operations on setup."""

    def run(
        self, *, email: str, name: str, token: str, password: str | None | Unset = UNSET, if_match: int | None = None
    ) -> types.SessionShown:
        """The first person and the workspace `default`."""
        _answer: types.SessionShown = self._call(
            "POST",
            "/api/v1/setup",
            body={"email": email, "name": name, "password": password, "token": token},
            if_match=if_match,
        )
        return _answer
