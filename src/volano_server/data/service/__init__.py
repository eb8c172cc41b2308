"""Rules of data sets."""

from volano_server.data.service.datasets import DataService, table_content, table_name

__all__ = ["DataService", "table_content", "table_name"]
