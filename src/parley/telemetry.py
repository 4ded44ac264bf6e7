"""Logs: structured lines on standard error, without what people say and without keys."""

from __future__ import annotations

import logging
import os
import sys
from typing import Any, Protocol, TextIO, cast


class Log(Protocol):
    """A structured logger: an event name and key-value pairs. Never pass words people said, or keys."""

    def debug(self, event: str, /, **values: object) -> None: ...
    def info(self, event: str, /, **values: object) -> None: ...
    def warning(self, event: str, /, **values: object) -> None: ...
    def error(self, event: str, /, **values: object) -> None: ...


class _LateLog:
    """Imports structlog at the first line that is logged: commands that log nothing start sooner."""

    def __init__(self) -> None:
        self._log: Any = None

    def __getattr__(self, level: str) -> Any:
        if self._log is None:
            configure(os.environ.get("PARLEY_LOG", "warning"))
            import structlog

            self._log = structlog.get_logger("parley")
        return getattr(self._log, level)


class _Stderr:
    """Whatever standard error is at the moment, which a terminal or a test may change."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


log = cast(Log, _LateLog())


def configure(level: str) -> None:
    """Log lines of ``level`` (debug, info, warning, error) and above to standard error."""
    import structlog

    number = logging.getLevelNamesMapping().get(level.upper(), logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
            if sys.stderr.isatty()
            else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _Stderr())),
    )
