"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

import builtins

from volano import types
from volano.resource import UNSET, Resource, Unset


class Webhooks(Resource):
    """Operations on webhooks."""

    def create(
        self, *, events: builtins.list[str], name: str, url: str, if_match: int | None = None
    ) -> types.NewWebhook:
        """A webhook that gets events from now on; its secret is shown this once."""
        _answer: types.NewWebhook = self._call(
            "POST", "/api/v1/webhooks", body={"events": events, "name": name, "url": url}, if_match=if_match
        )
        return _answer

    def delete(self, webhook_id: str | int, *, if_match: int | None = None) -> None:
        """Nothing; the webhook and its delivery log are gone."""
        self._call("DELETE", "/api/v1/webhooks/{webhook_id}", parts={"webhook_id": webhook_id}, if_match=if_match)

    def get(self, webhook_id: str | int) -> types.WebhookShown:
        """One webhook; its revision is the ETag."""
        _answer: types.WebhookShown = self._call(
            "GET", "/api/v1/webhooks/{webhook_id}", parts={"webhook_id": webhook_id}
        )
        return _answer

    def list(self, *, cursor: str | None = None, limit: int | None = None) -> types.PageWebhookShown:
        """The webhooks of the workspace."""
        _answer: types.PageWebhookShown = self._call(
            "GET", "/api/v1/webhooks", query={"cursor": cursor, "limit": limit}
        )
        return _answer

    def list_deliveries(
        self, webhook_id: str | int, *, cursor: str | None = None, limit: int | None = None
    ) -> types.PageDeliveryShown:
        """What was sent and how it went, the newest first."""
        _answer: types.PageDeliveryShown = self._call(
            "GET",
            "/api/v1/webhooks/{webhook_id}/deliveries",
            parts={"webhook_id": webhook_id},
            query={"cursor": cursor, "limit": limit},
        )
        return _answer

    def ping(self, webhook_id: str | int, *, if_match: int | None = None) -> types.DeliveryShown:
        """A test delivery on its way."""
        _answer: types.DeliveryShown = self._call(
            "POST", "/api/v1/webhooks/{webhook_id}/ping", parts={"webhook_id": webhook_id}, if_match=if_match
        )
        return _answer

    def resend(
        self, webhook_id: str | int, delivery_id: str | int, *, if_match: int | None = None
    ) -> types.DeliveryShown:
        """The delivery on its way once more, under the same id, so that the receiver can tell that it is a repetition."""
        _answer: types.DeliveryShown = self._call(
            "POST",
            "/api/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/resend",
            parts={"webhook_id": webhook_id, "delivery_id": delivery_id},
            if_match=if_match,
        )
        return _answer

    def rotate_secret(self, webhook_id: str | int, *, if_match: int | None = None) -> types.NewSecret:
        """A new secret, shown this once; the old one signs along for a day."""
        _answer: types.NewSecret = self._call(
            "POST", "/api/v1/webhooks/{webhook_id}/secret", parts={"webhook_id": webhook_id}, if_match=if_match
        )
        return _answer

    def update(
        self,
        webhook_id: str | int,
        *,
        events: builtins.list[str] | None | Unset = UNSET,
        is_enabled: bool | None | Unset = UNSET,
        url: str | None | Unset = UNSET,
        if_match: int | None = None,
    ) -> types.WebhookShown:
        """The webhook with what the body names changed; `If-Match` refuses to overwrite somebody else's change."""
        _answer: types.WebhookShown = self._call(
            "PATCH",
            "/api/v1/webhooks/{webhook_id}",
            parts={"webhook_id": webhook_id},
            body={"events": events, "is_enabled": is_enabled, "url": url},
            if_match=if_match,
        )
        return _answer
