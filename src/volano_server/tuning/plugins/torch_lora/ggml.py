"""Weights between numpy and the block formats of ggml, through the C library in the `libggml-python` wheel.

The library is the one llama.cpp itself is built on, so a tensor quantised here is what llama.cpp would
have written, K-quants included, without a compiler on the machine.
"""

import ctypes
import functools
import math
from enum import IntEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


class GgmlType(IntEnum):
    """The tensor types that a GGUF file of ours may hold; the numbers are part of the file format."""

    F32 = 0
    F16 = 1
    Q4_0 = 2
    Q4_1 = 3
    Q5_0 = 6
    Q5_1 = 7
    Q8_0 = 8
    Q2_K = 10
    Q3_K = 11
    Q4_K = 12
    Q5_K = 13
    Q6_K = 14
    IQ4_NL = 20
    BF16 = 30


class _TypeTraits(ctypes.Structure):
    """The head of `struct ggml_type_traits` in ggml.h, up to the one function used here."""

    _fields_ = (
        ("type_name", ctypes.c_char_p),
        ("blck_size", ctypes.c_int64),
        ("blck_size_interleave", ctypes.c_int64),
        ("type_size", ctypes.c_size_t),
        ("is_quantized", ctypes.c_bool),
        ("to_float", ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64)),
    )


@functools.cache
def _library() -> ctypes.CDLL:
    import libggml  # type: ignore[import-untyped]  # the wheel has no stubs

    library = ctypes.CDLL(str(Path(libggml.__file__).parent / "lib64" / "libggml-base.so"))
    library.ggml_get_type_traits.restype = ctypes.POINTER(_TypeTraits)
    library.ggml_quantize_chunk.restype = ctypes.c_size_t
    library.ggml_quantize_chunk.argtypes = [
        ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p,
        ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p,
    ]  # fmt: skip
    return library


def block_size(kind: GgmlType) -> int:
    """How many neighbouring weights of a row share one block: rows must be a multiple of it long."""
    return int(_library().ggml_get_type_traits(int(kind)).contents.blck_size)


def byte_size(kind: GgmlType, shape: tuple[int, ...]) -> int:
    """The bytes that a tensor of this type and shape (rows last, as in numpy) takes in a file."""
    traits = _library().ggml_get_type_traits(int(kind)).contents
    return int(shape[-1] // traits.blck_size * traits.type_size * math.prod(shape[:-1]))


def dequantise(data: NDArray[np.uint8], kind: GgmlType, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """The weights in float32, of the shape given."""
    if kind is GgmlType.F32:
        return data.view(np.float32).reshape(shape).copy()
    data = np.ascontiguousarray(data)
    weights = np.empty(shape, dtype=np.float32)
    to_float = _library().ggml_get_type_traits(int(kind)).contents.to_float
    to_float(data.ctypes.data, weights.ctypes.data, weights.size)
    return weights


def quantise(weights: NDArray[np.float32], kind: GgmlType) -> NDArray[np.uint8]:
    """The weights as the bytes of this type; raises ValueError when a row is no multiple of the block."""
    weights = np.ascontiguousarray(weights, dtype=np.float32)
    if kind is GgmlType.F32:
        return weights.view(np.uint8).reshape(-1)
    row = weights.shape[-1]
    if row % block_size(kind):
        raise ValueError(f"a row of {row} weights cannot be stored as {kind.name} (blocks of {block_size(kind)})")
    data = np.empty(byte_size(kind, weights.shape), dtype=np.uint8)
    _library().ggml_quantize_chunk(int(kind), weights.ctypes.data, data.ctypes.data, 0, weights.size // row, row, None)
    return data
