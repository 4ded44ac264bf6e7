"""``parley scan``: photographs of pages in, a PDF out, and clear words where that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.command_line import CliRunner
from fakes.pictures import LETTER, encoded, errors, page
from parley.cli import app
from parley.commands import scan as command
from parley.errors import ParleyError
from parley.models.store import Store
from parley.pool.host import Inline
from parley.settings import Settings
from parley.vision.eyes import Eyes
from parley.vision.service import Vision

pytestmark = pytest.mark.engine


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two photographs, and engines in this process."""
    from PIL import Image

    def seeing(settings: Settings, store: Store) -> Vision:
        return Vision(settings, store, host=Inline("vision", Eyes))

    monkeypatch.setattr(command, "Vision", seeing)
    monkeypatch.setenv("PARLEY_SETTINGS", str(tmp_path / "parley.toml"))
    (tmp_path / "parley.toml").write_text(f'data = "{tmp_path}"\n')
    monkeypatch.chdir(tmp_path)
    table = Image.new("RGB", (1_000, 700), (70, 50, 40))
    table.paste(page(LETTER, size=(800, 520)), (90, 90))
    (tmp_path / "letter.jpg").write_bytes(encoded(table, "JPEG"))
    (tmp_path / "plain.png").write_bytes(encoded(page(LETTER[:1], size=(700, 300))))
    return tmp_path


def text_of(path: Path) -> list[str]:
    import pypdfium2

    return [each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(path.read_bytes())]


def test_photographs_become_a_document(desk: Path) -> None:
    result = CliRunner().invoke(
        app, ["scan", "letter.jpg", "plain.png", "-o", "both.pdf", "--look", "ink", "--text"]
    )
    first, second = text_of(desk / "both.pdf")
    assert errors(first, "".join(LETTER)) <= 0.02 and errors(second, LETTER[0]) <= 0.1
    assert "invoice" in result.stdout
    # On the second there is no page to find: that is said, and it is taken whole.
    assert result.exit_code == 1
    assert "plain.png" in result.stderr and "no page found" in result.stderr


def test_a_document_is_named_like_its_photograph_and_none_is_written_over(desk: Path) -> None:
    assert CliRunner().invoke(app, ["scan", "plain.png", "--whole"]).exit_code == 0
    before = (desk / "plain.pdf").read_bytes()
    again = CliRunner().invoke(app, ["scan", "plain.png", "--whole"])
    assert isinstance(again.exception, ParleyError) and again.exception.code == "cannot_write"
    assert (desk / "plain.pdf").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["nothing.jpg"], "bad_picture"),
        (["parley.toml"], "bad_picture"),
        (["letter.jpg", "-o", "letter.jpg"], "cannot_write"),
        (["plain.png", "--whole", "-o", "no/such/folder.pdf"], "cannot_write"),
    ],
)
def test_what_cannot_be_is_said(arguments: list[str], code: str) -> None:
    result = CliRunner().invoke(app, ["scan", *arguments])
    assert isinstance(result.exception, ParleyError) and result.exception.code == code
    assert not Path("letter.pdf").exists()


def test_a_look_that_is_none_is_refused() -> None:
    result = CliRunner().invoke(app, ["scan", "letter.jpg", "--look", "red"])
    assert result.exit_code == 2 and "colour, grey or ink" in result.stderr
