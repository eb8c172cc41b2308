"""Pure rules of pipelines."""
