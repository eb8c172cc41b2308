"""The wire types of the catalog."""
