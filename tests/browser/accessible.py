"""Whether everybody can use a page: axe's rules of WCAG 2.2 A and AA, run in the page itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "web/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def shuts_nobody_out(page: Page, name: str) -> None:
    """Nothing in the page breaks a rule; what does is named with the place where it stands."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: make web")
    page.evaluate(AXE.read_text("utf-8"))
    broken = page.evaluate(
        """async rules => (await axe.run(document, { runOnly: rules })).violations.flatMap(
            ({ id, nodes }) => nodes.map(
                ({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`))""",
        RULES,
    )
    assert broken == [], f"{name}: {broken}"
