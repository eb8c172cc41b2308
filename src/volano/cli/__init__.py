"""The command line: `volano NOUN VERB`. Data goes to stdout, talk to stderr.

Exit codes: 0 done, 1 failed, 2 bad usage or input, 3 not signed in or not allowed, 4 no answer, 5 refused by a gate.
"""

from volano.cli.main import main

__all__ = ["main"]
