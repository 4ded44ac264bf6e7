"""The Opus library itself: finds libopus and declares the few of its functions that Parley calls.

Names and numbers are those of ``opus.h`` and ``opus_defines.h`` (libopus 1.3 and later).
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from parley.errors import MissingEngine

OK = 0
INVALID_PACKET = -4
APPLICATION_VOIP = 2048
APPLICATION_LOWDELAY = 2051
SET_BITRATE = 4002
SET_VBR = 4006
SET_COMPLEXITY = 4010
SET_INBAND_FEC = 4012
SET_PACKET_LOSS_PERC = 4014
SET_SIGNAL = 4024
GET_LOOKAHEAD = 4027
SIGNAL_VOICE = 3001
RESET_STATE = 4028

_SYSTEM_NAMES = ("libopus.so.0", "libopus.0.dylib", "libopus-0.dll", "opus.dll")

#: Packages whose wheels carry a libopus, and the folders it lies in, relative to the package's own.
_CARRIERS = (("opuslib_next", "_native"), ("av", "../av.libs"))


@cache
def library() -> ctypes.PyDLL:
    """libopus: the system's, else the one inside an installed wheel. Raises ``MissingEngine``."""
    for path in _candidates():
        try:
            # Each call takes less than 0.1 ms: to let other threads run meanwhile costs more than it gives.
            opus = ctypes.PyDLL(path)
            _declare(opus)
        except (OSError, AttributeError):
            continue  # not loadable, or not the library its name promises: the next may be
        return opus
    raise MissingEngine("libopus", "apt install libopus0, or pip install opuslib-next-bundled")


def said(code: int) -> str:
    """libopus's own words for an error code."""
    return library().opus_strerror(code).decode("ascii", "replace")


def _candidates() -> Iterator[str]:
    # By name and not through ctypes.util.find_library, which starts ldconfig or a compiler to look.
    yield from _SYSTEM_NAMES
    for package, folder in _CARRIERS:
        # find_spec does not import the package: av alone would load 70 MB.
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            continue
        yield from sorted(str(path) for path in (Path(spec.origin).parent / folder).glob("*opus*.*"))


def _declare(opus: ctypes.PyDLL) -> None:
    pointer, integer, count = ctypes.c_void_p, ctypes.c_int, ctypes.c_int32
    # What is written goes to an address, so that memory is used again.
    signatures: dict[str, tuple[object, list[object]]] = {
        "opus_strerror": (ctypes.c_char_p, [integer]),
        "opus_encoder_create": (pointer, [count, integer, integer, ctypes.POINTER(integer)]),
        "opus_encoder_destroy": (None, [pointer]),
        "opus_encode": (count, [pointer, ctypes.c_char_p, integer, pointer, count]),
        "opus_decoder_create": (pointer, [count, integer, ctypes.POINTER(integer)]),
        "opus_decoder_destroy": (None, [pointer]),
        "opus_decode": (integer, [pointer, ctypes.c_char_p, count, pointer, integer, integer]),
        "opus_decoder_get_nb_samples": (integer, [pointer, ctypes.c_char_p, count]),
        # The _ctl functions are variadic: only the fixed arguments may be declared.
        "opus_encoder_ctl": (integer, [pointer, integer]),
        "opus_decoder_ctl": (integer, [pointer, integer]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(opus, name)
        function.restype = result
        function.argtypes = arguments
