"""An upload goes on where it was cut, and bytes count only when they are on disk."""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import sys
import threading
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes.files import MakeAccount, MakeFiles, about, content, on_disk, pieces
from fakes.wall_clock import WallClock
from parley.errors import TooLong
from parley.home.accounts.callers import UnknownAccount
from parley.home.files.errors import (
    BadUpload,
    QuotaExceeded,
    TooManyUploads,
    UnknownUpload,
    UploadLocked,
    WrongChecksum,
    WrongOffset,
)
from parley.home.files.files import Files
from parley.home.files.ledger import MOST_UPLOADS, About
from parley.home.files.staging import Staged
from parley.home.files.uploads import Checksum

DATA = random.Random(3).randbytes(3_000_000)


class Cut(Exception):
    """The connection breaks."""


async def cut_after(data: bytes, size: int = 60_000) -> AsyncIterator[bytes]:
    async for piece in pieces(data, size):
        yield piece
    raise Cut


async def test_what_came_before_the_connection_broke_is_kept(files: Files, make_account: MakeAccount) -> None:
    anna = await make_account()
    upload = await files.begin(anna, len(DATA), about(DATA))
    with pytest.raises(Cut):
        await files.append(anna, upload.id, 0, cut_after(DATA[:1_234_567]))
    upload = await files.upload(anna, upload.id)
    assert (upload.offset, upload.complete) == (1_234_567, False)
    upload = await files.append(anna, upload.id, upload.offset, pieces(DATA[upload.offset :]))
    assert upload.complete
    file = await files.finish(anna, upload.id)
    assert await content(files, anna, file.id) == DATA


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(0, 200_000), max_size=6))
async def test_cut_anywhere_any_number_of_times(
    make_files: MakeFiles, make_account: MakeAccount, cuts: list[int]
) -> None:
    data, anna = DATA[:200_000], await make_account()
    upload = await make_files().begin(anna, len(data), about(data))
    for end in sorted(cuts):
        files = make_files()  # as if it had been started anew
        with pytest.raises(Cut):
            await files.append(anna, upload.id, upload.offset, cut_after(data[upload.offset : end], 7_001))
        upload = await files.upload(anna, upload.id)
        assert upload.offset == end
    files = make_files()
    await files.append(anna, upload.id, upload.offset, pieces(data[upload.offset :]))
    file = await files.finish(anna, upload.id)
    assert await content(files, anna, file.id) == data
    assert file.sha256 == hashlib.sha256(data).hexdigest()


async def test_bytes_that_were_not_recorded_never_count(
    files: Files, make_account: MakeAccount, tmp_path: Path
) -> None:
    """The bug of the library that was tried first: what lay beyond the offset stayed in the file."""
    anna = await make_account()
    upload = await files.begin(anna, len(DATA), about(DATA))
    await files.append(anna, upload.id, 0, pieces(DATA[:100_000]))
    (staged,) = on_disk(tmp_path / "uploads")
    with staged.open("ab") as file:
        file.write(DATA + b"written, but the crash came before it was recorded")
    await files.append(anna, upload.id, 100_000, pieces(DATA[100_000:]))
    file = await files.finish(anna, upload.id)
    assert await content(files, anna, file.id) == DATA


async def test_an_upload_whose_bytes_are_lost_must_begin_anew(
    files: Files, make_account: MakeAccount, tmp_path: Path
) -> None:
    anna = await make_account()
    upload = await files.begin(anna, 1000, about())
    await files.append(anna, upload.id, 0, pieces(bytes(500)))
    (staged,) = on_disk(tmp_path / "uploads")
    staged.write_bytes(bytes(499))
    with pytest.raises(UnknownUpload):
        await files.append(anna, upload.id, 500, pieces(bytes(500)))


async def test_bytes_at_another_offset_are_refused(files: Files, make_account: MakeAccount) -> None:
    anna = await make_account()
    upload = await files.begin(anna, 1000, about())
    await files.append(anna, upload.id, 0, pieces(bytes(500)))
    for wrong in (0, 499, 501, 1000):
        with pytest.raises(WrongOffset):
            await files.append(anna, upload.id, wrong, pieces(b"x"))
    with pytest.raises(WrongOffset):
        await files.finish(anna, upload.id)
    assert (await files.upload(anna, upload.id)).offset == 500


async def test_more_bytes_than_were_announced_are_refused(files: Files, make_account: MakeAccount) -> None:
    anna = await make_account()
    upload = await files.begin(anna, 100, about())
    with pytest.raises(TooLong):
        await files.append(anna, upload.id, 0, pieces(bytes(101), 50))
    assert (await files.upload(anna, upload.id)).offset == 0
    assert (await files.append(anna, upload.id, 0, pieces(bytes(100)))).complete


async def test_one_request_at_a_time_works_on_an_upload(
    make_files: MakeFiles, make_account: MakeAccount
) -> None:
    files, other, anna = make_files(), make_files(), await make_account()
    upload = await files.begin(anna, 1000, about())
    going, more = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield bytes(400)
        going.set()
        await more.wait()
        yield bytes(600)

    first = asyncio.create_task(files.append(anna, upload.id, 0, slowly()))
    await going.wait()
    for each in (files, other):
        with pytest.raises(UploadLocked):
            await each.append(anna, upload.id, 0, pieces(bytes(1000)))
        with pytest.raises(UploadLocked):
            await each.cancel(anna, upload.id)
        assert (await each.upload(anna, upload.id)).offset == 0  # asking is allowed
    more.set()
    assert (await first).complete


async def test_another_process_is_kept_out_too(tmp_path: Path) -> None:
    held = await Staged.lock(tmp_path / "anna" / "upload")
    script = (
        "import asyncio, sys\nfrom pathlib import Path\nfrom parley.home.files.staging import Staged\n"
        "asyncio.run(Staged.lock(Path(sys.argv[1])))"
    )

    async def other() -> str:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", script, str(tmp_path / "anna" / "upload"), stderr=asyncio.subprocess.PIPE
        )
        return (await process.communicate())[1].decode()

    assert "UploadLocked" in await other()
    held.close()
    assert await other() == ""


async def test_whoever_is_cancelled_leaves_what_came(files: Files, make_account: MakeAccount) -> None:
    anna = await make_account()
    upload = await files.begin(anna, 1000, about())
    going = asyncio.Event()

    async def hanging() -> AsyncIterator[bytes]:
        yield bytes(400)
        going.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(files.append(anna, upload.id, 0, hanging()))
    await going.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await files.upload(anna, upload.id)).offset == 400


async def test_whoever_is_cancelled_twice_harms_nobody(
    files: Files, make_account: MakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread that still writes must not find its file closed, and the number of it given to another."""
    anna = await make_account()
    upload = await files.begin(anna, len(DATA), about(DATA))
    syncing, go_on, real = threading.Event(), threading.Event(), os.fsync
    failed: list[BaseException] = []

    def slow(descriptor: int) -> None:
        syncing.set()
        go_on.wait(10)
        try:
            real(descriptor)
        except OSError as error:
            failed.append(error)

    going = asyncio.Event()

    async def hanging() -> AsyncIterator[bytes]:
        yield DATA[:1000]
        going.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(files.append(anna, upload.id, 0, hanging()))
    await going.wait()
    monkeypatch.setattr(os, "fsync", slow)
    task.cancel()
    await asyncio.to_thread(syncing.wait, 60)
    task.cancel()
    threading.Timer(0.05, go_on.set).start()
    with pytest.raises(asyncio.CancelledError):
        await task
    monkeypatch.setattr(os, "fsync", real)
    assert failed == []
    offset = (await files.upload(anna, upload.id)).offset
    await files.append(anna, upload.id, offset, pieces(DATA[offset:]))
    assert await content(files, anna, (await files.finish(anna, upload.id)).id) == DATA


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
async def test_a_piece_with_a_checksum_is_taken_whole_or_not_at_all(
    files: Files, make_account: MakeAccount, algorithm: str
) -> None:
    anna = await make_account()
    upload = await files.begin(anna, len(DATA), about(DATA))
    half = len(DATA) // 2
    checksum = Checksum(
        "sha1" if algorithm == "sha1" else "sha256", hashlib.new(algorithm, DATA[:half]).digest()
    )
    with pytest.raises(WrongChecksum):
        await files.append(anna, upload.id, 0, pieces(DATA[: half - 1] + b"!"), checksum)
    with pytest.raises(Cut):
        await files.append(anna, upload.id, 0, cut_after(DATA[:1000]), checksum)
    assert (await files.upload(anna, upload.id)).offset == 0
    assert (await files.append(anna, upload.id, 0, pieces(DATA[:half]), checksum)).offset == half
    await files.append(anna, upload.id, half, pieces(DATA[half:]))
    assert await content(files, anna, (await files.finish(anna, upload.id)).id) == DATA


async def test_a_file_that_is_not_the_announced_one_is_refused(
    files: Files, make_account: MakeAccount, tmp_path: Path
) -> None:
    anna = await make_account()
    upload = await files.begin(anna, len(DATA), about(DATA))
    await files.append(anna, upload.id, 0, pieces(DATA[:-1] + b"!"))
    with pytest.raises(WrongChecksum):
        await files.finish(anna, upload.id)
    with pytest.raises(UnknownUpload):
        await files.upload(anna, upload.id)
    assert await files.all(anna) == []
    assert on_disk(tmp_path / "files") == on_disk(tmp_path / "uploads") == []


async def test_room_is_kept_for_uploads_that_go_on(make_files: MakeFiles, make_account: MakeAccount) -> None:
    files, anna, bert = make_files(quota=1000), await make_account(), await make_account()
    first = await files.begin(anna, 600, about())
    with pytest.raises(QuotaExceeded):
        await files.begin(anna, 401, about())
    await files.begin(bert, 1000, about())
    await files.append(anna, first.id, 0, pieces(bytes(600)))
    file = await files.finish(anna, first.id)
    with pytest.raises(QuotaExceeded):
        await files.begin(anna, 401, about())
    await files.begin(anna, 400, about())
    usage = await files.usage(anna)
    assert (usage.stored, usage.reserved, usage.quota) == (600, 400, 1000)
    await files.delete(anna, file.id)
    await files.begin(anna, 600, about())


async def test_many_at_once_do_not_get_past_the_quota(
    make_files: MakeFiles, make_account: MakeAccount
) -> None:
    files, anna = make_files(quota=1000), await make_account()
    begun = await asyncio.gather(
        *(files.begin(anna, 300, about()) for _ in range(10)), return_exceptions=True
    )
    assert sum(isinstance(each, QuotaExceeded) for each in begun) == 7


async def test_there_is_a_bound_to_everything(files: Files, make_account: MakeAccount) -> None:
    anna = await make_account()
    for size in (-1, 2**63):
        with pytest.raises(BadUpload):
            await files.begin(anna, size, about())
    with pytest.raises(BadUpload):
        await files.begin(anna, 1, About("x", "image/png", metadata="x" * 4097))
    with pytest.raises(UnknownAccount):
        await files.begin("0" * 16, 1, about())
    for _ in range(MOST_UPLOADS):
        await files.begin(anna, 1, about())
    with pytest.raises(TooManyUploads):
        await files.begin(anna, 1, about())


async def test_nobody_reaches_another_s_upload(files: Files, make_account: MakeAccount) -> None:
    anna, bert = await make_account(), await make_account()
    upload = await files.begin(anna, 100, about())
    for id in (upload.id, "../" + upload.id, "x", ""):
        with pytest.raises(UnknownUpload):
            await files.upload(bert, id)
        with pytest.raises(UnknownUpload):
            await files.append(bert, id, 0, pieces(b"x"))
        with pytest.raises(UnknownUpload):
            await files.cancel(bert, id)
        with pytest.raises(UnknownUpload):
            await files.finish(bert, id)


async def test_a_cancelled_upload_leaves_nothing(
    files: Files, make_account: MakeAccount, tmp_path: Path
) -> None:
    anna = await make_account()
    upload = await files.begin(anna, 1000, about())
    await files.append(anna, upload.id, 0, pieces(bytes(10)))
    await files.cancel(anna, upload.id)
    with pytest.raises(UnknownUpload):
        await files.upload(anna, upload.id)
    assert on_disk(tmp_path / "uploads") == []
    assert (await files.usage(anna)).reserved == 0


async def test_a_forgotten_upload_ends_after_a_day(
    files: Files, make_account: MakeAccount, clock: WallClock, tmp_path: Path
) -> None:
    anna = await make_account()
    upload = await files.begin(anna, 1000, about())
    await files.append(anna, upload.id, 0, pieces(bytes(10)))
    clock.jump(timedelta(hours=23))
    assert await files.sweep() == 0
    await files.append(anna, upload.id, 10, pieces(bytes(10)))  # which gives it another day
    clock.jump(timedelta(hours=23))
    assert (await files.upload(anna, upload.id)).offset == 20
    clock.jump(timedelta(hours=2))
    with pytest.raises(UnknownUpload):
        await files.upload(anna, upload.id)
    assert (await files.usage(anna)).reserved == 0
    assert await files.sweep() == 1
    assert on_disk(tmp_path / "uploads") == []
    assert await files.sweep() == 0


async def test_what_is_staged_tells_nothing(files: Files, make_account: MakeAccount, tmp_path: Path) -> None:
    anna, secret = await make_account(), b"the cat's name is Minka. " * 100
    upload = await files.begin(anna, len(secret) + 1, about())
    await files.append(anna, upload.id, 0, pieces(secret))
    (staged,) = on_disk(tmp_path / "uploads")
    assert b"Minka" not in staged.read_bytes()
    assert staged.stat().st_mode & 0o077 == 0
