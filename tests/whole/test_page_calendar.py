"""The page computes days itself, to work offline: its own tests compare it with the house's answers."""

from __future__ import annotations

import json
import re

from calendar_cases import CASES, WEB, cases, lunar_table


def test_the_pages_tests_have_what_the_house_answers_now() -> None:
    assert json.loads(CASES.read_text("utf-8")) == json.loads(json.dumps(cases()))


def test_the_page_has_the_same_lunar_years() -> None:
    page = (WEB / "src/home/lunar.ts").read_text("utf-8")
    assert re.findall(r"\b[0-9a-f]{5}\b", page.split("const YEARS")[1].split("`")[1]) == lunar_table()
