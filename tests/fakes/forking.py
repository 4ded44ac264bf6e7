"""Processes that are forks of one that has the code, which takes a second or more to load."""

from __future__ import annotations

import multiprocessing
import os
import sys
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from unittest import mock


def forking(*modules: str) -> ForkServerContext:
    """Makes such processes; the first who asks for them in a process says what is loaded before they fork."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(list(modules))
    # Python 3.11 does not tell it where modules are, and it passes over what it cannot find.
    with mock.patch.dict(os.environ, {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}):
        forkserver.ensure_running()
    return processes
