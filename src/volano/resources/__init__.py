"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""
