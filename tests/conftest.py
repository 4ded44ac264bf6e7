"""Rules for every test."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Generator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ("side_by_side",)

# What has no settings of its own must not write into the home of whoever runs the tests.
_nobodys = tempfile.TemporaryDirectory(prefix="parley-nobodys-")
os.environ["XDG_DATA_HOME"] = _nobodys.name
# What follows from what ships is made once for all of them, and again when that changes: compiled sentences,
# what they teach (`make test` sees to it before the tests begin), and the graph.
os.environ["PARLEY_CACHE"] = str(Path(__file__).parents[1] / "build" / "cache")

# As in the processes of engines: on a busy machine several threads for small matrices wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# How long an example takes says something about the machine and what else it does, not about the house.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples every time; `pytest --hypothesis-profile=search` looks for new ones.
settings.register_profile("parley", patient, derandomize=True)
settings.register_profile("search", patient)
settings.load_profile("parley")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays to the end: it need not be looked through for garbage again and again.

    Of 15 seconds that each process collects it saves three. Afterwards looking for garbage as often as Python
    does by itself would be a sixth of all work.
    """
    gc.disable()
    from fakes.sooner import hasten  # only now: what it imports must find the environment above

    hasten()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(10_000, 10, 50)
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With ``PARLEY_REQUIRE_ALL=1`` a test that would be skipped fails.

    Not one marked ``extra``: what it needs is no part of the house.
    """
    report = yield
    if item.get_closest_marker("extra"):
        return report
    if report.skipped and os.environ.get("PARLEY_REQUIRE_ALL") == "1" and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"PARLEY_REQUIRE_ALL=1 allows no skipped test. {reason}"
    return report


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """The same for a module that skips itself as a whole."""
    if report.skipped and os.environ.get("PARLEY_REQUIRE_ALL") == "1":
        report.outcome = "failed"
        report.longrepr = f"PARLEY_REQUIRE_ALL=1 allows no skipped module. {report.longrepr}"


BROWSER = Path(__file__).with_name("browser")

# What takes long for few tests, the longest first: begun last, one worker would go on while the others wait.
LONG = (
    "gateways/test_described_apis.py",
    "gateways/test_garbage.py",
    "gateways/test_attackers.py",
    "understanding",
    "sdks",
    "whole",
    "knowledge/importing",
    "gateways/xiaozhi_mqtt",
    "search",
    "vision",
    "outside",
    "commands",
    "gateways",
    "home",
    "speech",
    "test_documents.py",
    "test_structure.py",
    "test_server.py",
    "pool",
    "translation",
    "satellite",
    "skills",
    "assistant",
    "keyboard",
    "browser/test_photo_work.py",
    "browser/test_seeing_page.py",
    "browser/test_device_pages.py",
    "browser/test_home_looks.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first.

    The browser comes last: while Playwright is open its event loop runs, and no test can have another.
    """
    for item in items:
        # `make browsed` collects that folder alone.
        if (item.get_closest_marker("browser") is None) == _in_a_browser(item.path):
            raise pytest.UsageError(
                f"{item.nodeid}: what drives a browser is in {BROWSER.name}/, and marked."
            )
    items.sort(key=lambda item: ("browser" in item.keywords, _turn(item.path)))


@cache
def _in_a_browser(path: Path) -> bool:
    return path.is_relative_to(BROWSER)


@cache
def _turn(path: Path) -> int:
    names = path.relative_to(Path(__file__).parent).parts
    begun = ("/".join(names[:count]) for count in range(len(names), 0, -1))
    return next((LONG.index(each) for each in begun if each in LONG), len(LONG))
