"""GGUF files, read and written: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md

A tuned model keeps the tokenizer and every other key of its base. The keys are therefore kept as the raw
bytes they came as and copied on writing; values are decoded only when somebody asks. A vocabulary of
262,144 tokens opens in milliseconds this way.
"""

import mmap
import os
import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from volano_server.tuning.plugins.torch_lora.ggml import GgmlType, byte_size, dequantise

MAGIC = b"GGUF"
ALIGNMENT = 32
_STRING, _ARRAY, _BOOL = 8, 9, 7
_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}


class GgufError(ValueError):
    """The file is not a GGUF file that can be used here; the message says where and why."""


@dataclass(frozen=True)
class TensorInfo:
    """Where a tensor lies in the file; `shape` is numpy's order (rows last), `offset` counts from the file's start."""

    name: str
    shape: tuple[int, ...]
    kind: GgmlType
    offset: int


class GgufFile:
    """A GGUF file opened for reading: `keys` in file order, `tensors` by name."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size < 24:
                raise GgufError(f"`{path}` is too short for a GGUF file")
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._at = 0
        with self._guarded():
            self._read_header()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Turns whatever damaged bytes lead to into one error that says where."""
        try:
            yield
        except (struct.error, OverflowError, UnicodeDecodeError, IndexError, RecursionError, MemoryError) as error:
            raise GgufError(f"`{self.path}` ends or breaks inside its header, at byte {self._at:,}") from error

    def _read_header(self) -> None:
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
        infos = [self._tensor_info() for _ in range(tensor_count)]
        end, alignment = self._at, self.get("general.alignment", ALIGNMENT)
        if not isinstance(alignment, int) or not 0 < alignment <= 65536:
            raise GgufError(f"`{self.path}` aligns its tensors to {alignment!r} bytes, which cannot be")
        start = -(-end // alignment) * alignment
        self.tensors = {name: TensorInfo(name, shape, kind, start + at) for name, shape, kind, at in infos}
        for tensor in self.tensors.values():
            if tensor.offset + byte_size(tensor.kind, tensor.shape) > len(self._data):
                raise GgufError(f"`{self.path}` is cut off: tensor `{tensor.name}` reaches beyond its end")

    def _tensor_info(self) -> tuple[str, tuple[int, ...], GgmlType, int]:
        name = self._string()
        (dimensions,) = self._unpack("<I")
        if not 1 <= dimensions <= 4:
            raise GgufError(f"`{self.path}`: tensor `{name}` has {dimensions} dimensions; 1 to 4 are possible")
        shape = self._unpack(f"<{dimensions}Q")[::-1]
        number, offset = self._unpack("<IQ")
        try:
            return name, shape, GgmlType(number), offset
        except ValueError:
            raise GgufError(
                f"`{self.path}`: tensor `{name}` has the type number {number}, which is not supported"
            ) from None

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

    def raw_tensor(self, name: str) -> NDArray[np.uint8]:
        info = self.tensors[name]
        return np.frombuffer(self._data, np.uint8, byte_size(info.kind, info.shape), info.offset)

    def weights(self, name: str) -> NDArray[np.float32]:
        """A tensor's weights in float32."""
        info = self.tensors[name]
        return dequantise(self.raw_tensor(name), info.kind, info.shape)

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
        return text.decode()

    def _value(self, kind: int) -> Any:
        if kind == _STRING:
            return self._string()
        if kind == _ARRAY:
            inner, count = self._unpack("<IQ")
            if inner in _SCALARS:
                return list(self._unpack(f"<{count}{_SCALARS[inner]}"))
            return [self._value(inner) for _ in range(count)]
        return self._unpack("<" + self._layout(kind))[0]

    def _skip(self, kind: int) -> None:
        if kind == _STRING:
            (length,) = self._unpack("<Q")
            self._at += length
        elif kind == _ARRAY:
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


def encode_key(name: str, value: str | bool | int | float) -> bytes:
    """A key as GGUF bytes; whole numbers are written as uint32, others as float32."""
    head = struct.pack("<Q", len(name.encode())) + name.encode()
    if isinstance(value, str):
        return head + struct.pack("<IQ", _STRING, len(value.encode())) + value.encode()
    if isinstance(value, bool):
        return head + struct.pack("<I?", _BOOL, value)
    return head + (struct.pack("<II", 4, value) if isinstance(value, int) else struct.pack("<If", 6, value))


def write_gguf(
    file: BinaryIO, keys: Iterable[bytes], shapes: Mapping[str, tuple[tuple[int, ...], GgmlType]],
    tensors: Iterator[tuple[str, NDArray[np.uint8]]],
) -> None:  # fmt: skip
    """Write a whole GGUF v3 file; `tensors` yields each tensor of `shapes` once, in the same order.

    Only one tensor is in memory at a time. Raises GgufError when the tensors differ from what was announced.
    """
    keys = list(keys)
    header = [struct.pack("<4sIQQ", MAGIC, 3, len(shapes), len(keys)), *keys]
    offset = 0
    for name, (shape, kind) in shapes.items():
        header.append(struct.pack("<Q", len(name.encode())) + name.encode())
        header.append(struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape[::-1], int(kind), offset))
        offset += -(-byte_size(kind, shape) // ALIGNMENT) * ALIGNMENT
    _write_padded(file, b"".join(header))
    for (name, (shape, kind)), (found, data) in zip(shapes.items(), tensors, strict=True):
        if name != found or data.nbytes != byte_size(kind, shape):
            raise GgufError(f"tensor `{found}` of {data.nbytes:,} bytes came where `{name}` was announced")
        _write_padded(file, data.tobytes())


def _write_padded(file: BinaryIO, data: bytes) -> None:
    file.write(data + b"\0" * (-len(data) % ALIGNMENT))
