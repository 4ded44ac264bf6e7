"""Reads a file of weights in the safetensors format: a length, a JSON header, and the numbers."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from parley.errors import BadModel

Weights = dict[str, NDArray[np.float32]]
_HEADER = 16 * 1024 * 1024
"""Bytes; real ones have some kilobytes."""
_TYPES = {"F32": "<f4", "F16": "<f2", "F64": "<f8", "BF16": "<u2"}


class _Tensor(msgspec.Struct):
    dtype: str
    shape: tuple[int, ...]
    data_offsets: tuple[int, int]


def read_weights(path: Path) -> Weights:
    """Every tensor of real numbers, by name. Raises ``BadModel`` for a file that is none or is cut off."""
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    body = memoryview(data)[8 + length :]
    if not 2 <= length <= min(_HEADER, len(data) - 8):
        raise BadModel(f"{path.name} is no file of weights.")
    try:
        header = msgspec.json.decode(data[8 : 8 + length], type=dict[str, msgspec.Raw])
        tensors = {
            name: msgspec.json.decode(raw, type=_Tensor)
            for name, raw in header.items()
            if name != "__metadata__"
        }
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise BadModel(f"{path.name} is no file of weights.") from error
    return {
        name: _numbers(tensor, body, path.name) for name, tensor in tensors.items() if tensor.dtype in _TYPES
    }


def _numbers(tensor: _Tensor, body: memoryview, name: str) -> NDArray[np.float32]:
    kind = np.dtype(_TYPES[tensor.dtype])
    begin, end = tensor.data_offsets
    size = math.prod(tensor.shape) * kind.itemsize
    if not 0 <= begin <= end <= len(body) or end - begin != size or min(tensor.shape, default=0) < 0:
        raise BadModel(f"{name} is cut off or damaged.")
    raw: NDArray[Any] = np.frombuffer(body[begin:end], kind)
    if tensor.dtype == "BF16":
        raw = (raw.astype(np.uint32) << 16).view(np.float32)
    return raw.astype(np.float32).reshape(tensor.shape)
