"""Every table of every area, registered on the shared metadata by importing it."""

import volano_server.access.tables
import volano_server.catalog.tables
import volano_server.data.tables
import volano_server.db.event_log
import volano_server.evaluation.tables
import volano_server.events.tables
import volano_server.feedback.tables
import volano_server.jobs.tables
import volano_server.monitoring.tables
import volano_server.serving.endpoints.tables
import volano_server.serving.gateway.tables
import volano_server.telemetry.tables
import volano_server.tracking.tables  # noqa: F401
