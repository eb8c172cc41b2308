"""One server process: opens the house, answers HTTP until told to stop."""

from __future__ import annotations

import logging
import signal
import socket
import threading
from collections.abc import Callable
from typing import Protocol

import uvicorn

from volano_server.app.build import build_app, build_house, with_front_door
from volano_server.app.welcome import announce
from volano_server.config import Settings
from volano_server.events import EventFeed
from volano_server.kit.errors import AppError
from volano_server.serving import RefusalLedger


class AddressTaken(AppError):
    code = "address_taken"


def bind(settings: Settings) -> socket.socket:
    """A listening socket on the configured address. Raises AddressTaken."""
    host, port = settings.server.host, settings.server.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        raise AddressTaken(
            f"cannot listen on {host}:{port}: {error.strerror}", hint="choose another: `volano up --port N`"
        ) from None
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def address_of(sock: socket.socket) -> str:
    """`http://127.0.0.1:8700` for a bound socket."""
    host, port = sock.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Server(uvicorn.Server):
    """uvicorn that says when it accepts requests."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None], on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._on_stop = on_stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if not self.should_exit:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._on_stop()  # open event streams would keep the server waiting
        await super().shutdown(sockets=sockets)


class Supervised(Protocol):
    """The worker beside this server, if there is one."""

    def start(self) -> None: ...
    def check(self) -> str: ...


def serve(settings: Settings, sock: socket.socket, *, worker: Supervised | None, say: Callable[[str], None]) -> None:
    """Nothing, after the server was told to stop (SIGTERM, Ctrl-C) and has answered what it had in hand."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    house = build_house(settings)
    try:
        if worker is not None:
            house.checks["worker"] = worker.check
            worker.start()
        house.services[RefusalLedger].start()
        house.services[EventFeed].start()
        config = uvicorn.Config(
            with_front_door(build_app(house), settings), http="httptools", loop="uvloop", log_config=None,
            lifespan="on", access_log=False, timeout_graceful_shutdown=10, server_header=False,
            proxy_headers=False, timeout_keep_alive=30,
        )  # fmt: skip
        url = address_of(sock)
        feed: EventFeed = house.services[EventFeed]
        server = Server(config, lambda: announce(house, url, say), feed.close)
        _outlive_signals()
        server.run(sockets=[sock])
    finally:
        house.close()


def _outlive_signals() -> None:
    """Nothing; lets `serve` close the house after SIGTERM or Ctrl-C.

    uvicorn catches both, stops, and then raises them once more for whoever handled them before: by default that would
    end the process on the spot.
    """
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
