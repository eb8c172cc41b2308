"""The composition root: reads like a table of contents."""
