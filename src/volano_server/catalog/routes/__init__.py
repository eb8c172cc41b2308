"""HTTP of the catalog."""

from volano_server.catalog.routes.aliases import router as aliases_router
from volano_server.catalog.routes.assets import router as assets_router
from volano_server.catalog.routes.policies import router as policies_router
from volano_server.catalog.routes.rows import router as rows_router
from volano_server.catalog.routes.transitions import router as transitions_router

ROUTERS = [assets_router, aliases_router, rows_router, policies_router, transitions_router]
