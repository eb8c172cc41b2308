"""Every table of every area, registered on the shared metadata by importing it."""

import volano_server.access.tables
import volano_server.catalog.tables
import volano_server.db.events
import volano_server.jobs.tables
import volano_server.tracking.tables  # noqa: F401
