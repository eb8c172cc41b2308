"""HTTP of data sets."""

from volano_server.data.routes.datasets import router as datasets
from volano_server.data.routes.uploads import router as uploads

ROUTERS = [datasets, uploads]
