"""Everything of a person leaves in one file, and comes into another house as it was."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select

from fakes.furnished import Furnished, furnish
from home.archive.conftest import Dialect, OpenHome
from parley.home.accounts.callers import Role
from parley.home.accounts.sealing import account_key
from parley.home.archive.errors import BadArchive
from parley.home.archive.exporting import exported
from parley.home.archive.importing import imported, verified
from parley.home.archive.writing import written
from parley.home.collections import COLLECTIONS, with_defaults
from parley.home.database.schema import accounts, due, records, tokens
from parley.home.home import Home
from parley.home.states import opened_state


async def everything(home: Home, account: str) -> dict[str, Any]:
    """All that an account has, its records with their stamps and times, and the bytes of its files."""
    key = await home.database.read(lambda c: account_key(c, home.vault, account))
    query = select(records).where(records.c.account == account, records.c.deleted.is_(None))
    rows = await home.database.read(lambda c: c.execute(query).all())
    kept = {
        (row.collection, row.id): (
            row.created,
            opened_state(key, account, row.collection, row.id, row.sealed),
        )
        for row in rows
    }
    files = {
        (each.name, each.type, each.size, each.sha256, each.created): b"".join(
            [piece async for piece in home.files.read(account, each.id)]
        )
        for each in await home.files.all(account)
    }
    person = await home.accounts.get(account)
    due_rows = await home.database.read(
        lambda c: c.execute(
            select(due.c.collection, due.c.record, due.c.at).where(due.c.account == account)
        ).all()
    )
    return {
        "records": kept,
        "files": files,
        "profile": (person.name, person.language),
        "due": {(row.collection, row.record): row.at for row in due_rows},
    }


async def export(home: Home, account: str, path: Path) -> Path:
    await written(path, exported(home, account))
    await verified(path)
    return path


@pytest.fixture
async def home(open_home: OpenHome) -> Home:
    return await open_home()


@pytest.fixture
async def anna(home: Home) -> Furnished:
    owner = await home.accounts.owner()
    return await furnish(home, owner.id)


async def test_it_is_all_there_in_another_house(
    open_home: OpenHome, dialect: Dialect, tmp_path: Path
) -> None:
    home = await open_home("old", dialect)
    anna = await furnish(home, (await home.accounts.owner()).id)
    before = await everything(home, anna.account)
    assert {key: with_defaults(key[0], state.fields) for key, (_, state) in before["records"].items()} == {
        key: with_defaults(key[0], document) for key, document in anna.documents.items()
    }
    file = await export(home, anna.account, tmp_path / "anna.zip")
    other = await open_home("new", "sqlite" if dialect == "postgresql" else "postgresql")
    owner = await other.accounts.owner()
    did = await imported(other, owner.id, file)
    assert await everything(other, owner.id) == before
    assert sum(did.records.values()) == len(anna.documents)
    assert did.files == len(anna.files)
    page = await other.records.pull(owner.id)
    assert [row.seq for row in page.rows] == list(range(1, len(anna.documents) + 1))


async def test_photos_find_their_originals_in_another_account(
    home: Home, anna: Furnished, tmp_path: Path
) -> None:
    (mine,) = [each for each in await home.files.all(anna.account) if each.name.endswith("照片.jpg")]
    await home.records.put(anna.account, "photos", "p2", {"file": mine.id, "caption": "西湖"})
    file = await export(home, anna.account, tmp_path / "anna.zip")
    ben = await home.accounts.create(Role.FAMILY, "Ben")
    await imported(home, ben.id, file)
    photo = await home.records.get(ben.id, "photos", "p2")
    assert photo is not None and photo.document["file"] != mine.id
    assert (await home.files.get(ben.id, photo.document["file"])).sha256 == mine.sha256
    await imported(home, anna.account, file)
    back = await home.records.get(anna.account, "photos", "p2")
    assert back is not None and back.document["file"] == mine.id


async def test_importing_twice_changes_nothing(home: Home, anna: Furnished, tmp_path: Path) -> None:
    file = await export(home, anna.account, tmp_path / "anna.zip")
    ben = await home.accounts.create(Role.FAMILY, "Ben")
    await imported(home, ben.id, file)
    before, cursor = await everything(home, ben.id), (await home.records.pull(ben.id)).cursor
    did = await imported(home, ben.id, file)
    assert (sum(did.records.values()), did.files, did.profile) == (0, 0, False)
    assert await everything(home, ben.id) == before
    assert (await home.records.pull(ben.id)).cursor == cursor
    assert (await home.accounts.get(ben.id)).name == "Ben"  # who has a name keeps it


async def test_what_was_edited_later_stays_whichever_side_it_is_on(
    home: Home, anna: Furnished, clock: Any, tmp_path: Path
) -> None:
    file = await export(home, anna.account, tmp_path / "anna.zip")
    await home.records.change(anna.account, "notes", "n1", {"title": "newer here"})
    await home.records.delete(anna.account, "items", "i2")
    await imported(home, anna.account, file)
    note = await home.records.get(anna.account, "notes", "n1")
    assert note is not None and note.document["title"] == "newer here"
    assert note.document["text"] == anna.documents["notes", "n1"]["text"]
    assert await home.records.get(anna.account, "items", "i2") is None


async def test_other_programs_read_what_is_in_it(home: Home, anna: Furnished, tmp_path: Path) -> None:
    with zipfile.ZipFile(await export(home, anna.account, tmp_path / "anna.zip")) as file:
        names = set(file.namelist())
        calendar: Any = Calendar.from_ical(file.read("calendar.ics"))
        contacts = file.read("contacts.vcf").decode()
        lists = {name: file.read(name).decode() for name in names if name.startswith("lists/")}
        notes = {name: file.read(name).decode() for name in names if name.startswith("notes/")}
        originals = {
            name.removeprefix("files/"): file.read(name) for name in names if name.startswith("files/")
        }
        lines = [json.loads(line) for line in file.read("devices.jsonl").splitlines()]
        access = [json.loads(line) for line in file.read("access.jsonl").splitlines()]
        audit = [json.loads(line) for line in file.read("audit.jsonl").splitlines()]
        readme = file.read("README.md").decode()
    assert {str(each["SUMMARY"]) for each in calendar.walk() if each.name in ("VEVENT", "VTODO")} == {
        "zyxquaggaevent", "zyxquaggatimer", "zyxquaggaalarm",
        "龘靐齉闹钟", "龘靐齉吃药提醒", "zyxquaggareminder",
    }  # fmt: skip
    assert "FN:龘靐齉小明" in contacts
    assert lists == {
        "lists/zyxquaggalist.md": "# zyxquaggalist\n\n- [x] zyxquaggaitem\n- [x] 龘靐齉牛奶 (2)\n",
        "lists/zyxquaggalist (2).md": "# zyxquaggalist\n\n",
    }
    assert notes == {
        "notes/zyxquaggatitle.md": "# zyxquaggatitle\n\n龘靐齉笔记正文\n",
        "notes/zyxquagga note without title.md": "zyxquagga/note\\without: title?\n",
    }
    assert originals == anna.files
    assert {each["name"] for each in lines} >= {"zyxquaggaspeaker", "zyxquaggabrowser"}
    assert {(each["kind"], each["name"]) for each in access} == {
        ("session", "zyxquaggabrowser"),
        ("key", "zyxquaggakey龘靐齉"),
    }
    assert {each["action"] for each in audit} >= {"account.created", "device.paired", "key.made"}
    assert "calendar.ics" in readme and "日历" in readme
    assert {f"records/{each}.jsonl" for each in COLLECTIONS} <= names


async def test_no_secret_is_in_it(home: Home, anna: Furnished, tmp_path: Path) -> None:
    """Neither tokens nor their hashes, no password's hash, no key."""
    issued = await home.tokens.link(anna.account)
    hashes = await home.database.read(lambda c: c.execute(select(tokens.c.hash)).scalars().all())
    wrapped = await home.database.read(lambda c: c.execute(select(accounts.c.key)).scalars().all())
    with zipfile.ZipFile(await export(home, anna.account, tmp_path / "anna.zip")) as file:
        content = b"".join(file.read(name) for name in file.namelist())
    assert len(hashes) >= 3
    for secret in (issued.encode(), *(each.encode() for each in hashes), *wrapped):
        assert secret not in content


async def test_nothing_of_anybody_else_is_in_it(home: Home, anna: Furnished, tmp_path: Path) -> None:
    ben = await home.accounts.create(Role.FAMILY, "Ben")
    await furnish(home, ben.id, "wombatfjord", "饕餮魍", size=1000)
    with zipfile.ZipFile(await export(home, anna.account, tmp_path / "anna.zip")) as file:
        content = b"".join(file.read(name) for name in file.namelist())
    assert b"wombatfjord" not in content and "饕餮魍".encode() not in content


async def test_an_archive_of_nothing_is_one(home: Home, open_home: OpenHome, tmp_path: Path) -> None:
    owner = await home.accounts.owner()
    file = await export(home, owner.id, tmp_path / "nothing.zip")
    assert sum((await imported(home, owner.id, file)).records.values()) == 0


async def test_it_is_whole_though_others_write_meanwhile(home: Home, anna: Furnished, tmp_path: Path) -> None:
    """Given writes between any two pieces, then the archive shows one moment."""
    pieces: list[bytes] = []
    number = 0
    async for piece in exported(home, anna.account):
        pieces.append(piece)
        number += 1
        await home.records.put(anna.account, "notes", f"later{number}", {"text": "later"})
        await home.records.delete(anna.account, "items", "i1")
    path = tmp_path / "anna.zip"
    path.write_bytes(b"".join(pieces))
    manifest = await verified(path)
    assert (manifest.counts["notes"], manifest.counts["items"]) == (2, 3)


def changed(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The archive as somebody who knows the format would forge it: its manifest fits."""
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    change(members)
    manifest = json.loads(members.pop("manifest.json"))
    manifest["members"] = {
        name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in members.items()
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, data in {**members, "manifest.json": json.dumps(manifest).encode()}.items():
            file.writestr(name, data)
    path.write_bytes(out.getvalue())
    return path


def record(**changes: Any) -> bytes:
    whole = {"id": "n1", "created": 1.0, "document": {"text": "x"}, "stamps": {}, **changes}
    return json.dumps(whole).encode() + b"\n"


@pytest.mark.parametrize(
    "line",
    [
        record(id="a b"),
        record(id=""),
        record(created=-1),
        record(created="1"),
        record(document={"text": 5}),
        record(document={"text": "x", "evil": "y"}),
        record(document={"text": "x" * 30_000}),
        record(stamps={"text": "yesterday"}),
        record(deleted="yesterday"),
        b"[" * 100_000 + b"\n",
        b"\xff\n",
        b"null\n",
    ],
    ids=lambda line: line[:60],
)
async def test_what_is_no_record_is_refused_before_anything_is_taken_in(
    open_home: OpenHome, tmp_path: Path, line: bytes
) -> None:
    home = await open_home()
    owner = await home.accounts.owner()
    await furnish(home, owner.id, size=100)
    path = await export(home, owner.id, tmp_path / "anna.zip")
    changed(
        path,
        lambda members: members.update(
            {"records/words.jsonl": members["records/words.jsonl"], "records/notes.jsonl": record() + line}
        ),
    )
    ben = await home.accounts.create(Role.FAMILY)
    with pytest.raises(BadArchive):
        await imported(home, ben.id, path)
    assert (await home.records.pull(ben.id)).rows == []


@pytest.mark.parametrize(
    "change",
    [
        lambda members: members.update({"records/spells.jsonl": record()}),
        lambda members: members.pop("files.jsonl"),
        lambda members: members.pop("profile.json"),
        lambda members: members.update(
            {"files.jsonl": members["files.jsonl"].replace(b'"files/', b'"records/')}
        ),
        lambda members: members.update({"files/empty.bin": b"not empty"}),
        lambda members: members.update({"records/notes.jsonl": b""}),
        lambda members: members.update({"files.jsonl": b""}),
    ],
)
async def test_what_does_not_fit_together_is_refused(
    open_home: OpenHome, tmp_path: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    home = await open_home()
    owner = await home.accounts.owner()
    await furnish(home, owner.id, size=100)
    path = changed(await export(home, owner.id, tmp_path / "anna.zip"), change)
    with pytest.raises(BadArchive):
        await imported(home, owner.id, path)


async def test_stamps_from_the_far_future_are_set_back(open_home: OpenHome, tmp_path: Path) -> None:
    """Given an archive whose maker's clock ran wild, then what is edited later still counts."""
    home = await open_home()
    owner = await home.accounts.owner()
    path = await export(home, owner.id, tmp_path / "anna.zip")

    def change(members: dict[str, bytes]) -> None:
        members["records/notes.jsonl"] = record(stamps={"text": "ffffffffffff-0000-evil"})
        manifest = json.loads(members["manifest.json"])
        members["manifest.json"] = json.dumps({**manifest, "counts": {"notes": 1}}).encode()

    await imported(home, owner.id, changed(path, change))
    note = (await home.records.pull(owner.id)).rows[0]
    assert note.stamps["text"] < "ffff"


async def test_a_record_without_stamps_is_taken_in_once(open_home: OpenHome, tmp_path: Path) -> None:
    """As another program may write it."""
    home = await open_home()
    owner = await home.accounts.owner()
    path = await export(home, owner.id, tmp_path / "anna.zip")

    def change(members: dict[str, bytes]) -> None:
        members["records/notes.jsonl"] = record()
        manifest = json.loads(members["manifest.json"])
        members["manifest.json"] = json.dumps({**manifest, "counts": {"notes": 1}}).encode()

    changed(path, change)
    assert (await imported(home, owner.id, path)).records["notes"] == 1
    assert (await imported(home, owner.id, path)).records["notes"] == 0
    note = await home.records.get(owner.id, "notes", "n1")
    assert note is not None and note.document["text"] == "x" and note.created == 1.0
