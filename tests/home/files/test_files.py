"""What a person keeps comes back bit for bit, once per content, and goes for good when it is deleted."""

from __future__ import annotations

import hashlib
import random
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from fakes.files import MakeAccount, MakeFiles, about, content, on_disk, pieces
from fakes.wall_clock import WallClock
from parley.home.database.database import Database
from parley.home.database.schema import accounts, house, uploads
from parley.home.files.errors import UnknownFile
from parley.home.files.files import Files
from parley.home.files.ledger import About
from parley.home.files.sealed import SEGMENT
from parley.home.vault import Unreadable

BLOCK = 4 * SEGMENT
PHOTO = random.Random(5).randbytes(BLOCK * 2 + 12_345)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of several blocks need not be big."""
    monkeypatch.setattr("parley.home.files.files._BLOCK", BLOCK)


@pytest.mark.parametrize("size", [0, 1, SEGMENT, SEGMENT + 1, BLOCK, BLOCK + 1])
async def test_a_file_comes_back_as_it_was(files: Files, make_account: MakeAccount, size: int) -> None:
    anna, data = await make_account(), PHOTO[:size]
    file = await files.keep(anna, size, about(data, "猫 und Hund.jpg"), pieces(data))
    assert (file.name, file.type, file.size) == ("猫 und Hund.jpg", "image/jpeg", size)
    assert file.sha256 == hashlib.sha256(data).hexdigest()
    assert await files.get(anna, file.id) == file
    assert await content(files, anna, file.id) == data


async def test_any_part_of_it_can_be_read(files: Files, make_account: MakeAccount) -> None:
    anna, chance = await make_account(), random.Random(7)
    file = await files.keep(anna, len(PHOTO), about(PHOTO), pieces(PHOTO))
    edges = [0, 1, SEGMENT - 1, SEGMENT, BLOCK - 1, BLOCK, BLOCK + 1, len(PHOTO) - 1, len(PHOTO)]
    for _ in range(20):
        start, end = sorted(chance.choices(edges, k=2))
        assert await content(files, anna, file.id, start, end) == PHOTO[start:end]
    assert await content(files, anna, file.id, 5, len(PHOTO) + 99) == PHOTO[5:]


async def test_the_same_content_is_kept_once(files: Files, make_account: MakeAccount, tmp_path: Path) -> None:
    anna = await make_account()
    first = await files.keep(anna, len(PHOTO), about(PHOTO, "a.jpg"), pieces(PHOTO))
    second = await files.keep(anna, len(PHOTO), about(PHOTO, "b.jpg"), pieces(PHOTO))
    assert second == first
    assert len(on_disk(tmp_path / "files")) == 1
    assert (await files.usage(anna)).stored == len(PHOTO)
    assert await content(files, anna, first.id) == PHOTO


async def test_nobody_learns_who_else_has_a_file(
    files: Files, make_account: MakeAccount, tmp_path: Path
) -> None:
    anna, bert = await make_account(), await make_account()
    hers = await files.keep(anna, len(PHOTO), about(PHOTO), pieces(PHOTO))
    his = await files.keep(bert, len(PHOTO), about(PHOTO), pieces(PHOTO))
    assert hers.id != his.id
    objects = [path.read_bytes() for path in on_disk(tmp_path / "files")]
    assert len(objects) == 2
    assert objects[0][8:] != objects[1][8:]
    with pytest.raises(UnknownFile):
        await files.get(bert, hers.id)
    with pytest.raises(UnknownFile):
        await content(files, bert, hers.id)
    assert await files.delete(bert, hers.id) is False
    assert await content(files, anna, hers.id) == PHOTO


async def test_a_flipped_bit_on_disk_is_an_error_and_never_a_wrong_byte(
    files: Files, make_account: MakeAccount, tmp_path: Path
) -> None:
    anna, chance = await make_account(), random.Random(11)
    file = await files.keep(anna, len(PHOTO), about(PHOTO), pieces(PHOTO))
    (object,) = on_disk(tmp_path / "files")
    whole = object.read_bytes()
    for _ in range(8):
        place = chance.randrange(len(whole))
        object.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        got = b""
        with pytest.raises(Unreadable):
            async for block in files.read(anna, file.id):
                got += block
        assert PHOTO.startswith(got)
    object.write_bytes(whole[:-1])
    with pytest.raises(Unreadable):
        await content(files, anna, file.id, len(PHOTO) - 10)
    object.unlink()
    with pytest.raises(Unreadable):
        await content(files, anna, file.id)


@pytest.mark.parametrize("harm", ["altered", "missing"])
async def test_uploading_a_damaged_file_again_mends_it(
    files: Files, make_account: MakeAccount, tmp_path: Path, harm: str
) -> None:
    anna = await make_account()
    file = await files.keep(anna, len(PHOTO), about(PHOTO), pieces(PHOTO))
    (object,) = on_disk(tmp_path / "files")
    if harm == "missing":
        object.unlink()
    else:
        object.write_bytes(object.read_bytes()[:-1] + b"!")
    assert (await files.keep(anna, len(PHOTO), about(PHOTO), pieces(PHOTO))).id == file.id
    assert await content(files, anna, file.id) == PHOTO
    assert len(on_disk(tmp_path / "files")) == 1
    assert (await files.usage(anna)).stored == len(PHOTO)


async def test_a_deleted_file_is_gone(files: Files, make_account: MakeAccount, tmp_path: Path) -> None:
    anna = await make_account()
    file = await files.keep(anna, 1000, about(), pieces(PHOTO[:1000]))
    assert await files.delete(anna, file.id) is True
    assert await files.delete(anna, file.id) is False
    with pytest.raises(UnknownFile):
        await files.get(anna, file.id)
    assert on_disk(tmp_path / "files") == []
    assert (await files.usage(anna)).stored == 0


async def test_files_are_listed_latest_first(
    files: Files, make_account: MakeAccount, clock: WallClock
) -> None:
    anna, bert = await make_account(), await make_account()
    await files.keep(bert, 1, about(), pieces(b"x"))
    for number in range(7):
        if number % 2:  # some of the same moment
            clock.jump(timedelta(seconds=10))
        await files.keep(anna, 1, about(name=str(number)), pieces(bytes([number])))
    everything = await files.all(anna)
    assert len(everything) == 7
    assert [each.created for each in everything] == sorted(
        (each.created for each in everything), reverse=True
    )
    paged: list[str] = []
    while page := await files.page(anna, 2, paged[-1] if paged else None):
        paged += [each.id for each in page]
    assert paged == [each.id for each in everything]
    assert await files.page(anna, 2, "nothing") == []


async def test_who_missed_the_answer_is_told_again(files: Files, make_account: MakeAccount) -> None:
    anna = await make_account()
    upload = await files.begin(anna, 10, about())
    await files.append(anna, upload.id, 0, pieces(b"0123456789"))
    file = await files.finish(anna, upload.id)
    assert await files.finish(anna, upload.id) == file
    upload = await files.upload(anna, upload.id)
    assert (upload.file, upload.offset, upload.size, upload.complete) == (file.id, 10, 10, True)
    assert (await files.append(anna, upload.id, 10, pieces(b""))).file == file.id
    assert (await files.usage(anna)).reserved == 0


async def test_what_was_said_of_an_upload_is_given_back(files: Files, make_account: MakeAccount) -> None:
    anna = await make_account()
    upload = await files.begin(anna, 10, About("x", "text/plain", metadata="filename eA=="))
    assert (await files.upload(anna, upload.id)).metadata == "filename eA=="


async def test_nothing_remains_of_an_account(
    files: Files, make_account: MakeAccount, database: Database, tmp_path: Path
) -> None:
    anna, bert = await make_account(), await make_account()
    kept = await files.keep(bert, 1000, about(), pieces(PHOTO[:1000]))
    await files.keep(anna, 1000, about(), pieces(PHOTO[:1000]))
    going = await files.begin(anna, 1000, about())
    await files.append(anna, going.id, 0, pieces(bytes(10)))
    (leftover,) = on_disk(tmp_path / "files" / anna)
    leftover.with_name("abc#1").write_bytes(b"what a crash left of writing")
    await database.write(lambda c: c.execute(delete(accounts).where(accounts.c.id == anna)))
    await files.delete_all(anna)
    assert {path.parent.name for path in on_disk(tmp_path / "files")} == {bert}
    assert on_disk(tmp_path / "uploads") == []
    names = await database.read(lambda c: c.execute(select(house.c.name)).scalars().all())
    assert anna not in "".join(names)
    assert await content(files, bert, kept.id) == PHOTO[:1000]
    await files.delete_all(anna)


async def test_the_sweep_finishes_what_a_crash_left_of_a_deleted_account(
    files: Files, make_account: MakeAccount, database: Database, tmp_path: Path
) -> None:
    anna = await make_account()
    await files.keep(anna, 1000, about(), pieces(PHOTO[:1000]))
    await database.write(lambda c: c.execute(delete(accounts).where(accounts.c.id == anna)))
    assert await files.sweep() == 1
    assert not (tmp_path / "files" / anna).exists()
    assert await files.sweep() == 0


async def test_deleting_all_files_keeps_the_account(files: Files, make_account: MakeAccount) -> None:
    anna = await make_account()
    await files.keep(anna, 1000, about(), pieces(PHOTO[:1000]))
    await files.delete_all(anna)
    assert await files.all(anna) == []
    assert (await files.usage(anna)).stored == 0
    await files.keep(anna, 1000, about(), pieces(PHOTO[:1000]))


async def test_an_upload_of_an_account_that_is_deleted_meanwhile_leaves_nothing(
    make_files: MakeFiles, make_account: MakeAccount, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, anna = make_files(), await make_account()
    upload = await files.begin(anna, 1000, about())
    await files.append(anna, upload.id, 0, pieces(PHOTO[:1000]))
    put = files._store.put

    async def and_then_deleted(*arguments: object) -> None:
        await put(*arguments)  # type: ignore[arg-type]
        await make_files().delete_all(anna)
        await put(*arguments)  # type: ignore[arg-type] # as if it had been written only now

    monkeypatch.setattr(files._store, "put", and_then_deleted)
    with pytest.raises(Exception, match="cancelled"):
        await files.finish(anna, upload.id)
    assert on_disk(tmp_path / "files") == []


async def test_what_the_tables_say_is_sealed(
    files: Files, make_account: MakeAccount, database: Database
) -> None:
    anna = await make_account()
    upload = await files.begin(anna, 10, About("Minka.jpg", "image/jpeg", metadata="Minka"))
    rows = await database.read(lambda c: c.execute(select(uploads)).all())
    assert "Minka" not in repr(rows)
    # Rows cannot be given to another upload.
    other = await files.begin(anna, 10, about())
    sealed = rows[0].sealed
    mine = uploads.c.id == other.id
    await database.write(lambda c: c.execute(update(uploads).where(mine).values(sealed=sealed)))
    with pytest.raises(Unreadable):
        await files.upload(anna, other.id)
    assert (await files.upload(anna, upload.id)).size == 10
