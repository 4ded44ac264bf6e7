"""Folders of the settings are read, followed as they change, and nothing is read that did not change."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from fakes.shelf import Shelf
from parley.errors import Busy
from parley.home.accounts.callers import Role
from parley.home.home import Home
from parley.pool.host import Inline
from parley.search.documents.reader import FileRead, Reader
from parley.search.documents.service import Documents
from parley.search.documents.types import Bounds
from parley.search.errors import SearchFailed
from parley.search.folders.looking import NoFolder, files_at, files_in, readable_name
from parley.search.folders.service import AGAIN, Folders
from parley.search.types import Document
from parley.settings import Settings
from parley.settings.crawling import Folder


@dataclass
class Told:
    """What the system tells of folders, in place of the system."""

    queues: dict[Path, asyncio.Queue[set[str]]] = field(default_factory=dict[Path, Any])

    async def watch(self, folder: Path) -> AsyncIterator[set[str]]:
        while True:
            yield await self.queue(folder).get()

    def queue(self, folder: Path) -> asyncio.Queue[set[str]]:
        return self.queues.setdefault(folder, asyncio.Queue())

    def tell(self, folder: Path, *paths: str) -> None:
        self.queue(folder).put_nowait({str(folder / each) for each in paths})


class Opening(Reader):
    """Remembers which files it opened."""

    def __init__(self) -> None:
        super().__init__("parley")
        self.opened: list[str] = []

    def file(self, path: str, known: str, bounds: Bounds) -> FileRead:
        self.opened.append(Path(path).name)
        return super().file(path, known, bounds)


@dataclass
class House:
    """A home, its folders, and an index."""

    home: Home
    settings: Settings
    papers: Path
    shelf: Shelf = field(default_factory=Shelf)
    reader: Opening = field(default_factory=Opening)
    told: Told = field(default_factory=Told)

    def folders(self, **of: Folder) -> Folders:
        """Followed with these settings."""
        settings = Settings(data=self.settings.data, folders=of or {"papers": Folder(str(self.papers))})
        documents = Documents(host=Inline("documents", lambda: self.reader))
        return Folders(self.home, settings, self.shelf, documents, self.told.watch)

    def write(self, path: str, text: str) -> Path:
        file = self.papers / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    settings = Settings(data=str(tmp_path / "data"))
    papers = tmp_path / "papers"
    papers.mkdir()
    async with await Home.open(settings) as home:
        house = House(home, settings, papers)
        house.write("lease.md", "# Lease\n\nUntil May.")
        house.write("装修/报价.txt", "客厅三万元")
        yield house


async def until(there: Callable[[], bool]) -> None:
    """Wait, in virtual time, for something to be so."""
    async with asyncio.timeout(600):
        while not there():  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.1)


async def test_what_lies_in_a_folder_is_found_with_its_name(house: House) -> None:
    folders = house.folders()
    assert await folders.once() == 2
    found = house.shelf.of()
    assert found["Lease"].body == "Lease\nUntil May.\nlease.md"
    assert found["客厅三万元"].body.endswith("装修/报价.txt") and found["客厅三万元"].language == "zh"
    assert found["Lease"].site == "papers" and found["Lease"].kind == "file" and found["Lease"].at > 0
    (state,) = await folders.states()
    assert (state.state, state.files, state.kept) == ("done", 2, 2)
    await folders.close()


async def test_only_what_changed_is_opened(house: House) -> None:
    folders = house.folders()
    await folders.once()
    house.reader.opened.clear()
    assert await folders.once() == 0 and house.reader.opened == []
    house.write("lease.md", "# Lease\n\nUntil June.")
    os.utime(house.papers / "装修/报价.txt", (1, 1))  # touched, and the same
    taken = len(house.shelf.taken)
    assert await folders.once() == 2 and sorted(house.reader.opened) == ["lease.md", "报价.txt"]
    assert house.shelf.taken[taken:] == ["Lease"] and "June" in house.shelf.of()["Lease"].body
    await folders.close()


async def test_what_is_gone_is_forgotten_and_what_is_not_there_today_is_not(house: House) -> None:
    folders = house.folders()
    await folders.once()
    (house.papers / "lease.md").unlink()
    await folders.once()
    assert house.shelf.of().keys() == {"客厅三万元"}
    house.papers.rename(house.papers.with_name("unplugged"))
    with pytest.raises(NoFolder):
        await folders.once()
    assert house.shelf.of().keys() == {"客厅三万元"}
    (state,) = await folders.states()
    assert (state.state, state.code) == ("failed", "no_folder")
    await folders.close()


async def test_changes_are_followed_as_they_are_told(house: House) -> None:
    async with house.folders():
        await until(lambda: len(house.shelf.kept) == 2)
        house.write("new.txt", "A new note about the garden")
        (house.papers / "lease.md").unlink()
        house.told.tell(house.papers, "new.txt", "lease.md")
        await until(lambda: "Lease" not in house.shelf.of())
        assert "A new note about the garden" in house.shelf.of()
        (house.papers / "装修").rename(house.papers / "gone")
        house.told.tell(house.papers, "装修", "gone")
        await until(lambda: "gone/报价.txt" in house.shelf.of()["客厅三万元"].body)
        assert len(house.shelf.kept) == 2


async def test_what_nobody_tells_of_is_seen_within_the_hour(house: House) -> None:
    async with house.folders():
        await until(lambda: len(house.shelf.kept) == 2)
        house.write("quiet.txt", "Nobody told of this one")
        await asyncio.sleep(AGAIN + 60)
        await until(lambda: len(house.shelf.kept) == 3)


async def test_a_person_s_folder_is_theirs_and_goes_with_the_settings(house: House) -> None:
    await house.home.accounts.create(Role.OWNER, "Owner")
    anna = await house.home.accounts.create(Role.FAMILY, "Anna")
    folders = house.folders(papers=Folder(str(house.papers), person="anna"))
    await folders.once()
    assert len(house.shelf.of(anna.id)) == 2 and not house.shelf.of()
    await folders.close()
    folders = house.folders()  # the house's now
    await folders.once()
    assert len(house.shelf.of()) == 2 and not house.shelf.of(anna.id)
    await folders.close()
    folders = house.folders(other=Folder(str(house.papers / "装修")))
    await folders.once()
    assert [each.site for each in house.shelf.kept.values()] == ["other"]
    await folders.close()


async def test_a_folder_of_somebody_who_is_not_there_is_nobody_s(house: House) -> None:
    folders = house.folders(papers=Folder(str(house.papers), person="Nobody"))
    (state,) = await folders.states()
    assert (state.state, state.code, state.owner) == ("failed", "unknown_account", None)
    await folders.close()


async def test_one_process_follows(house: House) -> None:
    async with house.folders():
        await until(lambda: len(house.shelf.kept) == 2)
        other = house.folders()
        with pytest.raises(Busy):
            await other.once()
        await other.close()


async def test_what_cannot_be_read_is_counted_and_not_tried_again(house: House) -> None:
    (house.papers / "broken.docx").write_bytes(b"PK\x03\x04 word/document.xml broken")
    (house.papers / "picture.pdf").write_bytes(b"\x89PNG\r\n\x1a\n\0")
    folders = house.folders()
    await folders.once()
    (state,) = await folders.states()
    assert state.refused == {"bad_document": 1, "unsupported": 1} and state.kept == 2
    house.reader.opened.clear()
    await folders.once()
    assert house.reader.opened == []
    await folders.close()


def test_links_hidden_files_and_other_kinds_are_not_looked_at(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    (inside / ".git").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    (inside / "a.txt").write_text("a")
    (inside / ".git" / "b.txt").write_text("b")
    (inside / ".c.txt").write_text("c")
    (inside / "d.exe").write_text("d")
    (inside / "link.txt").symlink_to(outside / "secret.txt")
    (inside / "linked").symlink_to(outside)
    os.mkfifo(inside / "pipe.txt")
    assert files_in(inside).keys() == {"a.txt"}
    told = ["link.txt", "linked", "linked/secret.txt", ".git/b.txt", "pipe.txt", "d.exe", "a.txt", "../out"]
    assert files_at(inside, told).keys() == {"a.txt"}
    assert not readable_name("~$report.docx") and readable_name("Report.DOCX")


class Dying(Shelf):
    """An index that takes documents in, and dies before it can say so."""

    async def take(self, account: str, documents: Sequence[Document]) -> None:
        await super().take(account, documents)
        if len(self.taken) <= 2:
            raise SearchFailed("It is gone.")


async def test_what_was_taken_just_before_a_crash_is_forgotten_with_its_file(house: House) -> None:
    house.shelf = Dying()
    folders = house.folders()
    with pytest.raises(SearchFailed):
        await folders.once()
    (house.papers / "lease.md").unlink()
    assert await folders.once() == 1
    assert house.shelf.of().keys() == {"客厅三万元"}
    await folders.close()
