"""A private PostgreSQL on loopback for the tests, run by an ordinary user from the binaries on this machine."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

PLACES = ["/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/bin", "/usr/bin"]


def find_binaries() -> Path | None:
    """The folder with `postgres` and `initdb`, the newest version first; None when there is none."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    for pattern in PLACES:
        found += sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)
    return next((place for place in found if (place / "initdb").exists() and (place / "postgres").exists()), None)


class PrivatePostgres:
    """One server in a temporary folder; `url(name)` addresses a database of it."""

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        self._folder = Path(tempfile.mkdtemp(prefix="volano-pg-"))
        self._user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        self.port = _free_port()
        if os.geteuid() == 0:
            shutil.chown(self._folder, self._user)
        data = self._folder / "data"
        self._run("initdb", "-D", str(data), "-U", "volano", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C")
        options = ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200",
                   "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={self._folder}"]  # fmt: skip
        with (self._folder / "log").open("w") as log:
            self.process = subprocess.Popen(
                [self._binaries / "postgres", "-D", str(data), "-p", str(self.port), *options],
                stdout=log, stderr=log, cwd=self._folder, **self._identity(),
            )  # fmt: skip
        self._wait()

    def url(self, name: str = "postgres") -> str:
        return f"postgresql://volano@127.0.0.1:{self.port}/{name}"

    def execute(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)  # fast shutdown: does not wait for open connections
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._binaries / program, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=self._folder,
            **self._identity(),
        )  # fmt: skip

    def _identity(self) -> dict[str, str]:
        return {"user": self._user} if os.geteuid() == 0 else {}

    def _wait(self) -> None:
        import psycopg

        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise RuntimeError("PostgreSQL did not start: " + (self._folder / "log").read_text()[-2000:])


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
