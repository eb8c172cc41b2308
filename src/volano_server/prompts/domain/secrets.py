"""Spotting secrets by their form, so that none is saved in a text that many people read."""

from __future__ import annotations

import re

_FORMS = {
    "a Volano key": re.compile(r"\bvolano_[0-9a-f]{12}_[A-Za-z0-9_-]{43}"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a provider's API key": re.compile(r"\b(?:sk|rk|pk)-(?:[a-z]+-)?[A-Za-z0-9_-]{20,}"),
    "an AWS access key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a GitHub token": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})"),
    "a GitLab token": re.compile(r"\bglpat-[A-Za-z0-9_-]{20,}"),
    "a Google API key": re.compile(r"\bAIza[0-9A-Za-z_-]{35}\b"),
    "a Hugging Face token": re.compile(r"\bhf_[A-Za-z0-9]{30,}\b"),
    "a password in an address": re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@{}]{1,100}:[^\s:/@{}]{3,200}@"),
    "a Slack token": re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}"),
    "a signed web token": re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"),
}


def find_secret(text: str) -> str | None:
    """The kind of the first secret in `text` in words, or None."""
    return next((kind for kind, form in _FORMS.items() if form.search(text)), None)
