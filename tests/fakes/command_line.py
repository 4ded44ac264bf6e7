"""Commands as they are typed. Which there are is found out once for a process: typer reads the hints of all
their arguments anew each time, which takes longer than most commands."""

from __future__ import annotations

from functools import cache

from typer import testing
from typer.main import get_command
from typer.testing import CliRunner, Result

__all__ = ["CliRunner", "Result"]

# It has no other place where it could be told.
setattr(testing, "_get_command", cache(get_command))  # noqa: B010 - it is private to type checkers
