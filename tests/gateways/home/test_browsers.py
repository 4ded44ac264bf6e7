"""What a browser is called in the list of devices before anybody names it."""

from __future__ import annotations

import pytest

from parley.gateways.home.browsers import browser

MOZILLA = "Mozilla/5.0"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (f"{MOZILLA} (Windows NT 10.0; rv:144.0) Gecko/20100101 Firefox/144.0", "Firefox (Windows)"),
        (f"{MOZILLA} (X11; Linux x86_64) {WEBKIT} Chrome/142.0.0.0 Safari/537.36", "Chrome (Linux)"),
        (f"{MOZILLA} (Linux; Android 16) {WEBKIT} Chrome/142.0 Mobile Safari/537.36", "Chrome (Android)"),
        (f"{MOZILLA} (Windows NT 10.0) {WEBKIT} Chrome/142.0 Safari/537.36 Edg/142.0", "Edge (Windows)"),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Version/19 Safari/605.1", "Safari (Mac)"),
        (f"{MOZILLA} (iPhone; CPU iPhone OS 19_0 like Mac OS X) {WEBKIT} Safari/604", "Safari (iPhone)"),
        (
            f"{MOZILLA} (iPhone; CPU iPhone OS 19_0 like Mac OS X) {WEBKIT} CriOS/142 Safari",
            "Chrome (iPhone)",
        ),
        (f"{MOZILLA} (Linux; Android 15) {WEBKIT} Chrome/116 MicroMessenger/8.0", "WeChat (Android)"),
        ("curl/8.5.0", "curl"),
        ("python-httpx/0.28", ""),
        ("", ""),
        ("\x00" * 500, ""),
    ],
)
def test_a_browser_is_called_by_its_name_and_system(agent: str, name: str) -> None:
    assert browser(agent) == name
