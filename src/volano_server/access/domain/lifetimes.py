"""How long sessions, tokens and kept answers live, in microseconds."""

from volano_server.kit.clock import DAY, HOUR, MINUTE

SESSION_IDLE = 24 * HOUR
SESSION_LIFE = 14 * DAY
SETUP_TOKEN = DAY
SIGN_IN_TOKEN = 15 * MINUTE
INVITATION = 7 * DAY
KEPT_ANSWER = DAY
