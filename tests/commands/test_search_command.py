"""From a terminal: folders and sites are read, and then found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fakes.command_line import CliRunner
from fakes.website import Website, served
from parley.cli import app


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house with a folder, that may fetch from this machine."""
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "quote.md").write_text("# 装修报价\n\n客厅三万元", "utf-8")
    file = tmp_path / "parley.toml"
    file.write_text(
        f'data = "{tmp_path / "data"}"\n[folders.papers]\npath = "{papers}"\n'
        '[crawling]\nprivate = ["127.0.0.1"]\npause = 0.1\n',
        "utf-8",
    )
    monkeypatch.setenv("PARLEY_SETTINGS", str(file))
    return file


def run(*words: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, ["search", *words])
    return found.exit_code, found.output


def test_a_folder_of_the_settings_is_read_and_shown(settings: Path) -> None:
    assert run("index") == (0, "Files read 已读取文件：1\n")
    code, shown = run("folders", "--json")
    (folder,) = json.loads(shown)
    assert (code, folder["name"], folder["state"], folder["kept"]) == (0, "papers", "done", 1)
    code, shown = run("find", "装修报价")
    assert code == 0 and "装修报价" in shown


def test_a_site_is_read_and_found(settings: Path) -> None:
    site = Website()
    site.robots, site.links = "User-agent: *\nDisallow: /private/\n", ["/a", "/private/diary"]
    with served(site) as url:
        code, shown = run("crawl", f"{url}/", "--depth", "1", "--house")
        assert (code, shown) == (0, "Pages seen 看过：3 · found 可搜到：2\n")
        assert sorted(site.paths("127.0.0.1")) == ["/", "/a"]
        code, shown = run("crawl", f"{url}/", "--depth", "1", "--house")  # anew, and only once a site
        assert code == 0 and "2" in shown
    code, shown = run("find", "lease of the flat")
    assert code == 0 and "Page A" in shown


def test_what_is_no_site_is_refused(settings: Path) -> None:
    code, _ = run("crawl", "ftp://example.org/")
    assert code != 0
