"""What the programs of this folder share: each operation that they try is a line of JSON on standard output.

Not a test: it runs in the environment of ``.ci/sdks``, where there is nothing of Parley.
"""

from __future__ import annotations

import asyncio
import base64
import inspect
import json
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

ADDRESS = os.environ.get("PARLEY_ADDRESS", "127.0.0.1:8420")
"""``host:port`` of the Parley that is tried, without TLS."""
TLS_ADDRESS = os.environ.get("PARLEY_TLS_ADDRESS", "")
"""The same with TLS; its certificate is ``CERTIFICATE``."""
CERTIFICATE = os.environ.get("PARLEY_CERTIFICATE", "")
KEY = os.environ.get("PARLEY_KEY", "")
"""A key that may do everything that a key of the house may."""
DATA = Path(os.environ.get("PARLEY_DATA_FOLDER", "."))
"""Folder of recordings."""

_operations: list[tuple[str, Callable[[], Any]]] = []


def operation(name: str) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Marks a function, plain or async, that tries one operation and returns what it got (JSON)."""

    def mark(function: Callable[[], Any]) -> Callable[[], Any]:
        _operations.append((name, function))
        return function

    return mark


def main() -> None:
    """Try every operation, or those named on the command line, one after the other."""
    wanted = set(sys.argv[1:])
    for name, function in _operations:
        if wanted and name not in wanted:
            continue
        try:
            got = function()
            if inspect.isawaitable(got):
                got = asyncio.run(_awaited(got))
            row = {"operation": name, "ok": True, "got": got}
        except BaseException as error:  # noqa: BLE001 - whatever an SDK raises is what is reported
            traceback.print_exc(file=sys.stderr)
            row = {
                "operation": name,
                "ok": False,
                "error": type(error).__name__,
                "message": str(error)[:2000],
                "status": getattr(error, "status_code", None),
            }
        print(json.dumps(row, ensure_ascii=False, default=_plain), flush=True)


async def _awaited(value: Any) -> Any:
    return await value


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    for name in ("model_dump", "as_dict", "to_dict"):
        if hasattr(value, name):
            return getattr(value, name)()
    return str(value)
