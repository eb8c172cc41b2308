"""GGUF files, read and written: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md

A tuned model keeps the tokenizer and every other key of its base: the keys' raw bytes are copied on writing.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from volano_server.kit.gguf import BOOL, MAGIC, STRING, GgufError, GgufHeader
from volano_server.tuning.plugins.torch_lora.ggml import GgmlType, byte_size, dequantise

ALIGNMENT = 32


@dataclass(frozen=True)
class TensorInfo:
    """Where a tensor lies in the file; `shape` is numpy's order (rows last), `offset` counts from the file's start."""

    name: str
    shape: tuple[int, ...]
    kind: GgmlType
    offset: int


class GgufFile(GgufHeader):
    """A GGUF file opened for reading: `keys` in file order, `tensors` by name."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        with self._guarded():
            self._read_tensors()

    def _read_tensors(self) -> None:
        infos = [self._tensor_info() for _ in range(self._tensor_count)]
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

    def raw_tensor(self, name: str) -> NDArray[np.uint8]:
        info = self.tensors[name]
        return np.frombuffer(self._data, np.uint8, byte_size(info.kind, info.shape), info.offset)

    def weights(self, name: str) -> NDArray[np.float32]:
        """A tensor's weights in float32."""
        info = self.tensors[name]
        return dequantise(self.raw_tensor(name), info.kind, info.shape)


def encode_key(name: str, value: str | bool | int | float) -> bytes:
    """A key as GGUF bytes; whole numbers are written as uint32, others as float32."""
    head = struct.pack("<Q", len(name.encode())) + name.encode()
    if isinstance(value, str):
        return head + struct.pack("<IQ", STRING, len(value.encode())) + value.encode()
    if isinstance(value, bool):
        return head + struct.pack("<I?", BOOL, value)
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
