"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from functools import cached_property
from typing import TYPE_CHECKING

from volano.base import BaseClient

if TYPE_CHECKING:
    from volano.resources.health import Health
    from volano.resources.metrics import Metrics


class Client(BaseClient):
    """A connection to a Volano server, one attribute for each noun. See BaseClient for its arguments."""

    @cached_property
    def health(self) -> "Health":
        from volano.resources.health import Health

        return Health(self.transport)

    @cached_property
    def metrics(self) -> "Metrics":
        from volano.resources.metrics import Metrics

        return Metrics(self.transport)
