"""The keys of a GGUF file: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md

They are kept as the raw bytes they came as; values are decoded only when somebody asks. A vocabulary of 262,144 tokens
opens in milliseconds this way.
"""

from __future__ import annotations

import mmap
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MAGIC = b"GGUF"
STRING, ARRAY, BOOL = 8, 9, 7
_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}


class GgufError(ValueError):
    """The file is not a GGUF file that can be used here; the message says where and why."""


class GgufHeader:
    """A GGUF file opened for reading its `keys`, in file order.

    Text that is no UTF-8 is an error, or is replaced where `errors` says so.
    """

    def __init__(self, path: Path, errors: str = "strict") -> None:
        self.path = path
        self._errors = errors
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size < 24:
                raise GgufError(f"`{path}` is too short for a GGUF file")
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._at = 0
        with self._guarded():
            self._tensor_count = self._read_keys()

    @property
    def keys(self) -> list[str]:
        return list(self._spans)

    def get(self, key: str, default: Any = None) -> Any:
        """The decoded value of a key (numbers, text, lists), or the default when the file lacks it."""
        if key not in self._spans:
            return default
        with self._guarded():
            self._at = self._spans[key][1]
            (kind,) = self._unpack("<I")
            return self._value(kind)

    def raw_key(self, key: str) -> bytes:
        """Name, type and value of a key as the bytes of the file, ready to be written into another."""
        begin, _, end = self._spans[key]
        return self._data[begin:end]

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Turns whatever damaged bytes lead to into one error that says where."""
        try:
            yield
        except (struct.error, OverflowError, UnicodeDecodeError, IndexError, RecursionError, MemoryError) as error:
            raise GgufError(f"`{self.path}` ends or breaks inside its header, at byte {self._at:,}") from error

    def _read_keys(self) -> int:
        """How many tensors are told of behind the keys."""
        magic, version, tensor_count, key_count = self._unpack("<4sIQQ")
        if magic != MAGIC or version not in (2, 3):
            raise GgufError(f"`{self.path}` is not a GGUF file of version 2 or 3 (found {magic!r}, version {version})")
        self._spans: dict[str, tuple[int, int, int]] = {}
        for _ in range(key_count):
            begin = self._at
            name = self._string()
            (kind,) = self._unpack("<I")
            value_at = self._at
            self._skip(kind)
            self._spans[name] = (begin, value_at - 4, self._at)
        return int(tensor_count)

    def _unpack(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from(layout, self._data, self._at)
        self._at += struct.calcsize(layout)
        return values

    def _string(self) -> str:
        (length,) = self._unpack("<Q")
        text = self._data[self._at : self._at + length]
        if len(text) != length:
            raise IndexError
        self._at += length
        return text.decode(errors=self._errors)

    def _value(self, kind: int) -> Any:
        if kind == STRING:
            return self._string()
        if kind == ARRAY:
            inner, count = self._unpack("<IQ")
            if inner in _SCALARS:
                return list(self._unpack(f"<{count}{_SCALARS[inner]}"))
            return [self._value(inner) for _ in range(count)]
        return self._unpack("<" + self._layout(kind))[0]

    def _skip(self, kind: int) -> None:
        if kind == STRING:
            (length,) = self._unpack("<Q")
            self._at += length
        elif kind == ARRAY:
            inner, count = self._unpack("<IQ")
            if inner in _SCALARS:
                self._at += count * struct.calcsize("<" + _SCALARS[inner])
            else:
                for _ in range(count):
                    self._skip(inner)
        else:
            self._at += struct.calcsize("<" + self._layout(kind))
        if self._at > len(self._data):
            raise IndexError

    def _layout(self, kind: int) -> str:
        if kind not in _SCALARS:
            raise GgufError(f"`{self.path}`: value type {kind} at byte {self._at:,} is not one of GGUF's")
        return _SCALARS[kind]
