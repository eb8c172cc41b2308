"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from functools import cached_property
from typing import TYPE_CHECKING

from volano.base import BaseClient

if TYPE_CHECKING:
    from volano.resources.aliases import Aliases
    from volano.resources.assets import Assets
    from volano.resources.cards import Cards
    from volano.resources.health import Health
    from volano.resources.jobs import Jobs
    from volano.resources.keys import Keys
    from volano.resources.lineage import Lineage
    from volano.resources.members import Members
    from volano.resources.metrics import Metrics
    from volano.resources.policies import Policies
    from volano.resources.runs import Runs
    from volano.resources.schedules import Schedules
    from volano.resources.service_accounts import ServiceAccounts
    from volano.resources.session import Session
    from volano.resources.sessions import Sessions
    from volano.resources.setup import Setup
    from volano.resources.transitions import Transitions
    from volano.resources.versions import Versions
    from volano.resources.workers import Workers
    from volano.resources.workspaces import Workspaces


class Client(BaseClient):
    """A connection to a Volano server, one attribute for each noun. See BaseClient for its arguments."""

    @cached_property
    def aliases(self) -> "Aliases":
        from volano.resources.aliases import Aliases

        return Aliases(self.transport)

    @cached_property
    def assets(self) -> "Assets":
        from volano.resources.assets import Assets

        return Assets(self.transport)

    @cached_property
    def cards(self) -> "Cards":
        from volano.resources.cards import Cards

        return Cards(self.transport)

    @cached_property
    def health(self) -> "Health":
        from volano.resources.health import Health

        return Health(self.transport)

    @cached_property
    def jobs(self) -> "Jobs":
        from volano.resources.jobs import Jobs

        return Jobs(self.transport)

    @cached_property
    def keys(self) -> "Keys":
        from volano.resources.keys import Keys

        return Keys(self.transport)

    @cached_property
    def lineage(self) -> "Lineage":
        from volano.resources.lineage import Lineage

        return Lineage(self.transport)

    @cached_property
    def members(self) -> "Members":
        from volano.resources.members import Members

        return Members(self.transport)

    @cached_property
    def metrics(self) -> "Metrics":
        from volano.resources.metrics import Metrics

        return Metrics(self.transport)

    @cached_property
    def policies(self) -> "Policies":
        from volano.resources.policies import Policies

        return Policies(self.transport)

    @cached_property
    def runs(self) -> "Runs":
        from volano.resources.runs import Runs

        return Runs(self.transport)

    @cached_property
    def schedules(self) -> "Schedules":
        from volano.resources.schedules import Schedules

        return Schedules(self.transport)

    @cached_property
    def service_accounts(self) -> "ServiceAccounts":
        from volano.resources.service_accounts import ServiceAccounts

        return ServiceAccounts(self.transport)

    @cached_property
    def session(self) -> "Session":
        from volano.resources.session import Session

        return Session(self.transport)

    @cached_property
    def sessions(self) -> "Sessions":
        from volano.resources.sessions import Sessions

        return Sessions(self.transport)

    @cached_property
    def setup(self) -> "Setup":
        from volano.resources.setup import Setup

        return Setup(self.transport)

    @cached_property
    def transitions(self) -> "Transitions":
        from volano.resources.transitions import Transitions

        return Transitions(self.transport)

    @cached_property
    def versions(self) -> "Versions":
        from volano.resources.versions import Versions

        return Versions(self.transport)

    @cached_property
    def workers(self) -> "Workers":
        from volano.resources.workers import Workers

        return Workers(self.transport)

    @cached_property
    def workspaces(self) -> "Workspaces":
        from volano.resources.workspaces import Workspaces

        return Workspaces(self.transport)
