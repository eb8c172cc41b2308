"""The demo from start to end: a server of its own, the stages, the summary."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from volano.client import Client
from volano.demo import making, running
from volano.demo.stage import Memory, Stage
from volano.errors import NotReached, VolanoError

MARK = "demo.json"
STAGES = [
    ("data", "1. data: raw mails become a clean, split data set", making.data),
    ("prompts", "2. prompts: two versions of `triage`", making.prompts),
    ("base", "3. evaluation: the base model on held-out mails", making.base),
    ("tuning", "4. tuning: LoRA on this machine's processor", making.tuning),
    ("tuned", "5. evaluation: the tuned model, paired with the base", making.tuned),
    ("governance", "6. governance: into production through gates and a second person", running.governance),
    ("serving", "7. serving: canary, then all, through the OpenAI client", running.serving),
    ("telemetry", "8. telemetry: the traffic as traces", running.telemetry),
    ("feedback", "9. feedback: human labels, disagreements to review", running.feedback),
    ("monitoring", "10. monitoring: drift and an attacker", running.monitoring),
    ("wheel", "11. the wheel closes: reviewed answers become the next data", running.wheel),
    ("chain", "12. a chain: retrieval and answer, served like a model", running.chain),
]
READY_SECONDS = 60


class Demo:
    """One demo in one home folder."""

    def __init__(self, home: Path, console: Console) -> None:
        self.home = home
        self.console = console
        self.server: subprocess.Popen[bytes] | None = None
        self.welcome = ""

    def prepare(self, fresh: bool) -> None:
        """Nothing; makes the home folder, anew when asked. Raises VolanoError for a folder that is not the demo's."""
        mark = self.home / MARK
        if fresh and self.home.exists():
            if not mark.exists() and any(self.home.iterdir()):
                raise VolanoError(
                    f"`{self.home}` was not made by the demo", hint="remove it yourself, or choose another --home"
                )
            self.stop_other()
            keep = self.home.parent / f".{self.home.name}-cache"
            if (self.home / "cache").exists() and not keep.exists():
                (self.home / "cache").rename(keep)
            shutil.rmtree(self.home)
            self.home.mkdir(parents=True)
            if keep.exists():
                keep.rename(self.home / "cache")
        self.home.mkdir(parents=True, exist_ok=True)
        if not mark.exists():
            mark.write_text("{}")

    def connect(self, port: int) -> Client:
        """A client of the demo's server, started if it does not run. Raises NotReached."""
        if (client := self._running()) is not None:
            return client
        log = (self.home / "server.log").open("ab")
        command = [sys.executable, "-c", "from volano.cli import main; main()", "up", "--home", str(self.home)]
        self.server = subprocess.Popen([*command, "--port", str(port)], stdout=log, stderr=log, start_new_session=True)
        log.close()
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if (client := self._running()) is not None:
                return client
            if self.server.poll() is not None:
                break
            time.sleep(0.1)
        tail = (self.home / "server.log").read_text()[-600:]
        raise NotReached(f"the server did not start: {tail}", hint=f"see {self.home / 'server.log'}")

    def _running(self) -> Client | None:
        try:
            url = json.loads((self.home / "run" / "server.json").read_text())["url"]
            key = (self.home / "secrets" / "local.key").read_text().strip()
            client = Client(url, key, timeout=300)
            client.transport.once("GET", "/health")
        except (OSError, ValueError, VolanoError):
            return None
        return client

    def go_round(self, client: Client) -> dict[str, Any]:
        """What every stage left."""
        memory = Memory(self.home / MARK)
        stage = Stage(client, memory, self.console, self.home / "cache")
        for name, title, work in STAGES:
            stage.run(name, title, work)
        return memory.facts

    def sign_in_link(self, client: Client) -> str:
        """An address that signs the person at this machine in, once."""
        token = client.session.make_link()["token"]
        return f"{client.transport.connection.url}/sign-in#token={token}"

    def stop(self) -> None:
        """Nothing; stops the server that this demo started."""
        if self.server is not None and self.server.poll() is None:
            self.server.send_signal(signal.SIGTERM)
            try:
                self.server.wait(timeout=40)
            except subprocess.TimeoutExpired:
                self.server.kill()

    def stop_other(self) -> None:
        """Nothing; stops a server that an earlier demo left running on this home folder."""
        try:
            pid = int(json.loads((self.home / "run" / "server.json").read_text())["pid"])
            os.kill(pid, signal.SIGTERM)
        except (OSError, ValueError, KeyError):
            return
        for _ in range(400):
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return
            time.sleep(0.1)


def summarise(facts: dict[str, Any]) -> Table:
    """The summary as a table."""
    table = Table(title="Once round the wheel", show_header=True, header_style="bold")
    for column in ("stage", "what came out", "seconds"):
        table.add_column(column)
    for name, _, _ in STAGES:
        table.add_row(name, LINES[name](facts[name]), f"{facts[name]['seconds']:.0f}")
    table.add_section()
    table.add_row("in all", "", f"{sum(facts[name]['seconds'] for name, _, _ in STAGES):.0f}")
    return table


LINES: dict[str, Any] = {
    "data": lambda f: f"{f['rows_in']} mails → {f['rows']} clean ones as {f['dataset']}",
    "prompts": lambda f: f"{f['first']}, {f['prompt']}",
    "base": lambda f: f"accuracy {f['accuracy']:.3f}, F1 {f['f1']:.3f}",
    "tuning": lambda f: f"{f['model']}, loss {f['loss']:.3f}",
    "tuned": lambda f: (
        f"accuracy {f['accuracy']:.3f}, F1 {f['f1']:.3f}; gain {f['gain']:+.3f} (at least {f['gain_low']:+.3f})"
    ),
    "governance": lambda f: f"refused, approved by another person, applied: production = version {f['production']}",
    "serving": lambda f: f"{f['calls']} calls, {f['accuracy_live']:.3f} right",
    "telemetry": lambda f: f"{f['traces']} traces",
    "feedback": lambda f: f"{f['labels']} labels, {f['disagreed']} to review",
    "monitoring": lambda f: (
        f"drift {f['drift_before']['status']}, then {f['drift']['status']}; abuse {f['abuse']['status']}"
    ),
    "wheel": lambda f: (
        f"{f['rows']} reviewed answers → {f['dataset']}; {f['lineage_nodes']} nodes back, {len(f['touched'])} forward"
    ),
    "chain": lambda f: f"{f['pipeline']} over {f['passages']} passages: “{f['answer']}”",
}
