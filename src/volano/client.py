"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from functools import cached_property
from typing import TYPE_CHECKING

from volano.base import BaseClient

if TYPE_CHECKING:
    from volano.resources.alerts import Alerts
    from volano.resources.aliases import Aliases
    from volano.resources.assets import Assets
    from volano.resources.audit import Audit
    from volano.resources.cards import Cards
    from volano.resources.datasets import Datasets
    from volano.resources.endpoints import Endpoints
    from volano.resources.evaluations import Evaluations
    from volano.resources.events import Events
    from volano.resources.feedback import Feedback
    from volano.resources.health import Health
    from volano.resources.jobs import Jobs
    from volano.resources.keys import Keys
    from volano.resources.knowledge_bases import KnowledgeBases
    from volano.resources.lineage import Lineage
    from volano.resources.members import Members
    from volano.resources.models import Models
    from volano.resources.monitors import Monitors
    from volano.resources.pipelines import Pipelines
    from volano.resources.policies import Policies
    from volano.resources.prompts import Prompts
    from volano.resources.recipes import Recipes
    from volano.resources.restrictions import Restrictions
    from volano.resources.reviews import Reviews
    from volano.resources.runs import Runs
    from volano.resources.schedules import Schedules
    from volano.resources.scores import Scores
    from volano.resources.service_accounts import ServiceAccounts
    from volano.resources.session import Session
    from volano.resources.sessions import Sessions
    from volano.resources.setup import Setup
    from volano.resources.spans import Spans
    from volano.resources.traces import Traces
    from volano.resources.transitions import Transitions
    from volano.resources.tunings import Tunings
    from volano.resources.versions import Versions
    from volano.resources.webhooks import Webhooks
    from volano.resources.wheel import Wheel
    from volano.resources.workers import Workers
    from volano.resources.workspaces import Workspaces


class Client(BaseClient):
    """A connection to a Volano server, one attribute for each noun. See BaseClient for its arguments."""

    @cached_property
    def alerts(self) -> "Alerts":
        from volano.resources.alerts import Alerts

        return Alerts(self.transport)

    @cached_property
    def aliases(self) -> "Aliases":
        from volano.resources.aliases import Aliases

        return Aliases(self.transport)

    @cached_property
    def assets(self) -> "Assets":
        from volano.resources.assets import Assets

        return Assets(self.transport)

    @cached_property
    def audit(self) -> "Audit":
        from volano.resources.audit import Audit

        return Audit(self.transport)

    @cached_property
    def cards(self) -> "Cards":
        from volano.resources.cards import Cards

        return Cards(self.transport)

    @cached_property
    def datasets(self) -> "Datasets":
        from volano.resources.datasets import Datasets

        return Datasets(self.transport)

    @cached_property
    def endpoints(self) -> "Endpoints":
        from volano.resources.endpoints import Endpoints

        return Endpoints(self.transport)

    @cached_property
    def evaluations(self) -> "Evaluations":
        from volano.resources.evaluations import Evaluations

        return Evaluations(self.transport)

    @cached_property
    def events(self) -> "Events":
        from volano.resources.events import Events

        return Events(self.transport)

    @cached_property
    def feedback(self) -> "Feedback":
        from volano.resources.feedback import Feedback

        return Feedback(self.transport)

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
    def knowledge_bases(self) -> "KnowledgeBases":
        from volano.resources.knowledge_bases import KnowledgeBases

        return KnowledgeBases(self.transport)

    @cached_property
    def lineage(self) -> "Lineage":
        from volano.resources.lineage import Lineage

        return Lineage(self.transport)

    @cached_property
    def members(self) -> "Members":
        from volano.resources.members import Members

        return Members(self.transport)

    @cached_property
    def models(self) -> "Models":
        from volano.resources.models import Models

        return Models(self.transport)

    @cached_property
    def monitors(self) -> "Monitors":
        from volano.resources.monitors import Monitors

        return Monitors(self.transport)

    @cached_property
    def pipelines(self) -> "Pipelines":
        from volano.resources.pipelines import Pipelines

        return Pipelines(self.transport)

    @cached_property
    def policies(self) -> "Policies":
        from volano.resources.policies import Policies

        return Policies(self.transport)

    @cached_property
    def prompts(self) -> "Prompts":
        from volano.resources.prompts import Prompts

        return Prompts(self.transport)

    @cached_property
    def recipes(self) -> "Recipes":
        from volano.resources.recipes import Recipes

        return Recipes(self.transport)

    @cached_property
    def restrictions(self) -> "Restrictions":
        from volano.resources.restrictions import Restrictions

        return Restrictions(self.transport)

    @cached_property
    def reviews(self) -> "Reviews":
        from volano.resources.reviews import Reviews

        return Reviews(self.transport)

    @cached_property
    def runs(self) -> "Runs":
        from volano.resources.runs import Runs

        return Runs(self.transport)

    @cached_property
    def schedules(self) -> "Schedules":
        from volano.resources.schedules import Schedules

        return Schedules(self.transport)

    @cached_property
    def scores(self) -> "Scores":
        from volano.resources.scores import Scores

        return Scores(self.transport)

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
    def spans(self) -> "Spans":
        from volano.resources.spans import Spans

        return Spans(self.transport)

    @cached_property
    def traces(self) -> "Traces":
        from volano.resources.traces import Traces

        return Traces(self.transport)

    @cached_property
    def transitions(self) -> "Transitions":
        from volano.resources.transitions import Transitions

        return Transitions(self.transport)

    @cached_property
    def tunings(self) -> "Tunings":
        from volano.resources.tunings import Tunings

        return Tunings(self.transport)

    @cached_property
    def versions(self) -> "Versions":
        from volano.resources.versions import Versions

        return Versions(self.transport)

    @cached_property
    def webhooks(self) -> "Webhooks":
        from volano.resources.webhooks import Webhooks

        return Webhooks(self.transport)

    @cached_property
    def wheel(self) -> "Wheel":
        from volano.resources.wheel import Wheel

        return Wheel(self.transport)

    @cached_property
    def workers(self) -> "Workers":
        from volano.resources.workers import Workers

        return Workers(self.transport)

    @cached_property
    def workspaces(self) -> "Workspaces":
        from volano.resources.workspaces import Workspaces

        return Workspaces(self.transport)
