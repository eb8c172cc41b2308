"""The engines' services: `host` runs them, `completion` asks them."""
