"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from volano import types
from volano.resource import UNSET, Resource, Unset


class Session(Resource):
    """Operations on session."""

    def change_password(
        self, *, new_password: str, current_password: str | None | Unset = UNSET, if_match: int | None = None
    ) -> None:
        """Nothing; the caller's other sessions have ended."""
        self._call(
            "PUT",
            "/api/v1/session/password",
            body={"current_password": current_password, "new_password": new_password},
            if_match=if_match,
        )

    def create(self, *, email: str, password: str, if_match: int | None = None) -> types.SessionShown:
        """A session for the one who knows the password."""
        _answer: types.SessionShown = self._call(
            "POST", "/api/v1/session", body={"email": email, "password": password}, if_match=if_match
        )
        return _answer

    def delete(self, *, if_match: int | None = None) -> None:
        """Nothing; the caller is signed out."""
        self._call("DELETE", "/api/v1/session", if_match=if_match)

    def get(self) -> types.SessionShown:
        """Who the caller is, and the CSRF token that changes need."""
        _answer: types.SessionShown = self._call("GET", "/api/v1/session")
        return _answer

    def make_link(self, *, if_match: int | None = None) -> types.SignInLink:
        """A token that signs the caller in once within 15 minutes: put it behind `/sign-in#token=`."""
        _answer: types.SignInLink = self._call("POST", "/api/v1/session/link", if_match=if_match)
        return _answer

    def redeem_token(self, *, token: str, if_match: int | None = None) -> types.SessionShown:
        """A session for the one who holds a sign-in link or an invitation."""
        _answer: types.SessionShown = self._call(
            "POST", "/api/v1/session/token", body={"token": token}, if_match=if_match
        )
        return _answer
