"""What can go wrong at the door."""

from __future__ import annotations

from volano_server.kit.errors import (
    AppError,
    BadInput,
    Conflict,
    Forbidden,
    NotFound,
    TooManyRequests,
    Unauthenticated,
)


class SignInRequired(Unauthenticated):
    code = "sign_in_required"


class InvalidKey(Unauthenticated):
    code = "invalid_key"


class WrongCredentials(Unauthenticated):
    code = "wrong_credentials"


class InvalidToken(Unauthenticated):
    code = "invalid_token"


class InstallationOnly(Forbidden):
    code = "installation_only"


class CsrfFailed(Forbidden):
    code = "csrf_failed"


class WorkspaceNotFound(NotFound):
    code = "workspace_not_found"


class WorkspaceRequired(BadInput):
    code = "workspace_required"


class TooManyAttempts(TooManyRequests):
    code = "too_many_attempts"


class WeakPassword(BadInput):
    code = "weak_password"


class InvalidPerson(BadInput):
    code = "invalid_person"


class InvalidGrant(BadInput):
    code = "invalid_grant"


class WrongHost(AppError):
    status = 421
    code = "wrong_host"


class WrongOrigin(Forbidden):
    code = "wrong_origin"


class SetupDone(Conflict):
    code = "setup_done"


class PersonNotFound(NotFound):
    code = "person_not_found"


class KeyNotFound(NotFound):
    code = "key_not_found"


class AccountNotFound(NotFound):
    code = "service_account_not_found"


class SessionNotFound(NotFound):
    code = "session_not_found"


class MemberExists(Conflict):
    code = "member_exists"


class NameTaken(Conflict):
    code = "name_taken"


class LastAdmin(Conflict):
    code = "last_admin"


class EscalationRefused(Forbidden):
    code = "escalation_refused"


class SecretShownOnce(Conflict):
    code = "secret_shown_once"


class IdempotencyMismatch(Conflict):
    code = "idempotency_mismatch"
