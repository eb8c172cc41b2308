"""What can go wrong with feedback and reviews."""

from __future__ import annotations

from volano_server.kit.errors import BadInput, Conflict, NotFound


class InvalidFeedback(BadInput):
    code = "invalid_feedback"


class ReviewNotFound(NotFound):
    code = "review_not_found"


class ReviewDecided(Conflict):
    code = "review_decided"


class NothingDecided(BadInput):
    code = "nothing_decided"
