"""A socket whose every wait ends at one point in time, so that a peer who drips bytes cannot hold a thread."""

from __future__ import annotations

import io
import socket
import time
from typing import Any


class DeadlineSocket:
    """What `http.client` needs of a socket; each operation raises TimeoutError once `deadline` (monotonic) is past."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock = sock
        self._deadline = deadline

    def sendall(self, data: Any) -> None:
        self._arm()
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self))

    def close(self) -> None:
        """Nothing: `http.client` lets go before the answer is read; whoever opened the socket closes it."""

    def receive_into(self, buffer: Any) -> int:
        """How many bytes came in."""
        self._arm()
        return self._sock.recv_into(buffer)

    def _arm(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline is past")
        self._sock.settimeout(left)


class _Reader(io.RawIOBase):
    def __init__(self, source: DeadlineSocket) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._source.receive_into(buffer)
