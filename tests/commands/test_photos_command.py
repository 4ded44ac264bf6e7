"""Folders of photos become a library from a terminal: once, without what is no picture, and then searched."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from fakes.command_line import CliRunner
from fakes.photos import photo_house
from parley.cli import app
from parley.commands.photo_folders import pictures, take_in, watching
from parley.errors import MissingEngine
from parley.vision.service import Vision


def folder(at: Path) -> Path:
    """Pictures in folders, and other things beside them."""
    for name, words in {
        "a.jpg": "photo a taken=2026-05-01T10:00:00",
        "trip/b.HEIC": "photo b",
        "trip/deep/c.png": "photo c",
        "trip/letter.txt": "not even called a picture",
        "trip/broken.jpg": "no picture",
        ".thumbnails/d.jpg": "photo d",
        ".e.jpg": "photo e",
    }.items():
        path = at / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words)
    return at


def test_pictures_are_found_in_folders_but_for_hidden_ones(tmp_path: Path) -> None:
    found = {each.name for each in pictures([folder(tmp_path)])}
    assert found == {"a.jpg", "b.HEIC", "c.png", "broken.jpg"}
    assert list(pictures([tmp_path / "trip" / "letter.txt"])) == [tmp_path / "trip" / "letter.txt"]


async def test_what_is_there_stays_and_what_is_no_picture_leaves_nothing(tmp_path: Path) -> None:
    paths = sorted(pictures([folder(tmp_path / "in")]))
    async with photo_house(tmp_path / "data") as house:
        taken = await take_in(house.library, house.home, house.anna, paths)
        assert (taken.new, taken.known) == (3, 0)
        assert [(path.name, code) for path, code in taken.refused] == [("broken.jpg", "bad_picture")]
        assert len(await house.home.files.all(house.anna)) == 3
        again = await take_in(house.library, house.home, house.anna, [*paths, tmp_path / "gone.jpg"])
        assert (again.new, again.known, len(again.refused)) == (0, 3, 2)
        assert {each.name for each in await house.library.all(house.anna)} == {"a.jpg", "b.HEIC", "c.png"}


async def test_a_file_that_its_person_has_already_is_not_deleted_with_a_refused_picture(
    tmp_path: Path,
) -> None:
    from fakes.furnished import blocks
    from parley.home.files.ledger import About

    async with photo_house(tmp_path / "data") as house:
        file = await house.home.files.keep(house.anna, 6, About("notes", "text/plain"), blocks(b"a text"))
        path = tmp_path / "notes.jpg"
        path.write_bytes(b"a text")
        taken = await take_in(house.library, house.home, house.anna, [path])
        assert len(taken.refused) == 1
        assert (await house.home.files.get(house.anna, file.id)).name == "notes"


async def test_without_an_engine_it_says_so_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise MissingEngine("pillow", "pip install 'parley[vision]'")

    paths = sorted(pictures([folder(tmp_path / "in")]))
    async with photo_house(tmp_path / "data") as house:
        monkeypatch.setattr(Vision, "open", missing)
        with pytest.raises(MissingEngine):
            await take_in(house.library, house.home, house.anna, paths)


async def test_a_watched_folder_gives_what_comes_once_it_is_whole(tmp_path: Path) -> None:
    (tmp_path / "old.jpg").write_text("photo old")
    coming = watching([tmp_path], pause=1.0)
    first = asyncio.ensure_future(anext(coming))
    await asyncio.sleep(1.5)
    new = tmp_path / "new.jpg"
    new.write_text("photo")
    await asyncio.sleep(1.0)
    new.write_text("photo new")  # still being written
    assert await first == [new]
    second = asyncio.ensure_future(anext(coming))
    await asyncio.sleep(5)
    assert not second.done(), "nothing else came"
    second.cancel()


def test_help_has_examples() -> None:
    shown = CliRunner().invoke(app, ["photos", "--help"]).output
    assert "parley photos import ~/Pictures" in shown and "去年夏天" in shown
    assert "--watch" in CliRunner().invoke(app, ["photos", "import", "--help"]).output


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    outcome = CliRunner().invoke(app, ["photos", "import", str(tmp_path / "none"), "--data", str(tmp_path)])
    assert outcome.exit_code == 1 and "none" in outcome.output
