"""An archive is read only as it was written: whoever cuts it, changes it or makes it a trap is found out."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.home.archive.errors import BadArchive, CannotRead, NewerArchive
from parley.home.archive.manifest import ACCOUNT, HOME
from parley.home.archive.packing import Packing
from parley.home.archive.unpacking import Bounds, opened

CONTENT = {
    "records/notes.jsonl": b'{"id":"a"}\n{"id":"b"}\n',
    "files/\u7167\u7247.jpg": os.urandom(3000),
    "empty": b"",
}


def packed(content: Mapping[str, bytes] = CONTENT, kind: str = ACCOUNT) -> bytes:
    packing = Packing(made=1_772_000_000.0)
    taken = b""
    for name, data in content.items():
        with packing.member(name, compress=not name.startswith("files/")) as writing:
            for begin in range(0, len(data), 700):
                writing.write(data[begin : begin + 700])
                taken += packing.take()
    packing.finish(kind, {"notes": 2})
    return taken + packing.take()


def read(path: Path, data: bytes, kind: str = ACCOUNT, bounds: Bounds | None = None) -> dict[str, bytes]:
    """Everything in an archive, after it was verified."""
    path.write_bytes(data)
    with opened(path, kind, bounds) as archive:
        archive.verify()
        return {name: b"".join(archive.pieces(name)) for name in archive.manifest.members}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.zip"


def rewritten(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The archive with other members, as any ZIP program writes them."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        members = {name: file.read(name) for name in file.namelist()}
    change(members)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


def manifest(members: dict[str, bytes], /, **changes: Any) -> None:
    members["manifest.json"] = json.dumps({**json.loads(members["manifest.json"]), **changes}).encode()


def test_what_was_packed_is_read_again(path: Path) -> None:
    assert read(path, packed()) == CONTENT


def test_any_program_can_unpack_it(path: Path) -> None:
    path.write_bytes(packed())
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        assert {name: file.read(name) for name in CONTENT} == CONTENT
        assert json.loads(file.read("manifest.json"))["format"] == "parley-account"


def test_it_can_be_packed_anew_by_another_program(path: Path) -> None:
    assert read(path, rewritten(packed(), lambda members: None)) == CONTENT


def test_lines_are_read_one_by_one(path: Path) -> None:
    path.write_bytes(packed())
    with opened(path, ACCOUNT) as archive:
        assert list(archive.lines("records/notes.jsonl")) == [b'{"id":"a"}', b'{"id":"b"}']


def test_it_is_told_how_far_it_is(path: Path) -> None:
    path.write_bytes(packed())
    told: list[tuple[int, int]] = []
    with opened(path, ACCOUNT) as archive:
        archive.verify(lambda done, of: told.append((done, of)))
    assert told[-1] == (3022, 3022)


def test_there_is_no_such_file(path: Path) -> None:
    with pytest.raises(CannotRead, match="No such file"), opened(path, ACCOUNT):
        pass


def test_it_is_cut_off_anywhere(path: Path) -> None:
    whole = packed()
    for size in range(0, len(whole), 41):
        with pytest.raises(BadArchive):
            read(path, whole[:size])


@settings(max_examples=150)
@given(st.data())
def test_one_bit_of_it_is_another(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Either it does not matter (a date, an attribute), or it is found out."""
    path = tmp_path_factory.mktemp("bit") / "archive.zip"
    whole = bytearray(packed({"a.jsonl": b"hello\n" * 20, "files/b": b"\x00\x01" * 50}))
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= 1 << data.draw(st.integers(0, 7))
    try:
        found = read(path, bytes(whole))
    except (BadArchive, NewerArchive):
        return
    assert found == {"a.jsonl": b"hello\n" * 20, "files/b": b"\x00\x01" * 50}


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/passwd", "a/../../b", "C:\\x", "a\\b", "a//b", ".", "a\nb"]
)
def test_a_member_leads_out_of_it(path: Path, name: str) -> None:
    def change(members: dict[str, bytes]) -> None:
        members[name] = b"x"

    with pytest.raises(BadArchive):
        read(path, rewritten(packed(), change))


def test_somebody_added_something(path: Path) -> None:
    with pytest.raises(BadArchive, match="does not name"):
        read(path, rewritten(packed(), lambda members: members.update(more=b"x")))


def test_something_is_missing(path: Path) -> None:
    with pytest.raises(BadArchive, match="lacks 'empty'"):
        read(path, rewritten(packed(), lambda members: members.__delitem__("empty")))


def test_something_is_other_than_it_was(path: Path) -> None:
    with pytest.raises(BadArchive, match="changed"):
        read(
            path,
            rewritten(
                packed(), lambda members: members.update({"records/notes.jsonl": b'{"id":"a"}\n{"id":"c"}\n'})
            ),
        )


def test_it_is_some_other_zip(path: Path) -> None:
    with pytest.raises(BadArchive, match="not Parley's"):
        read(path, rewritten(packed(), lambda members: members.__delitem__("manifest.json")))


def test_it_is_a_backup_where_an_export_is_wanted(path: Path) -> None:
    with pytest.raises(BadArchive, match="parley restore"):
        read(path, packed(kind=HOME))
    with pytest.raises(BadArchive, match="parley home import"):
        read(path, packed(), kind=HOME)


def test_a_newer_parley_made_it(path: Path) -> None:
    with pytest.raises(NewerArchive):
        read(
            path, rewritten(packed(), lambda members: manifest(members, version=2, members="of another kind"))
        )


@pytest.mark.parametrize(
    "change",
    [{"members": []}, {"format": 3}, {"counts": {"notes": -1}}, {"made": "today"}, {"version": None}],
)
def test_its_manifest_is_of_another_shape(path: Path, change: dict[str, Any]) -> None:
    with pytest.raises(BadArchive):
        read(path, rewritten(packed(), lambda members: manifest(members, **change)))


def test_two_members_have_one_name(path: Path) -> None:
    out = io.BytesIO(packed())
    with zipfile.ZipFile(out, "a") as file, pytest.warns(UserWarning):
        file.writestr("empty", b"other")
    with pytest.raises(BadArchive, match="two members"):
        read(path, out.getvalue())


def test_a_bomb_is_not_unpacked(path: Path) -> None:
    bounds = Bounds(small=1 << 16)
    with pytest.raises(BadArchive, match="far more than it can hold"):
        read(path, packed({"bomb.jsonl": bytes(10_000_000)}), bounds=bounds)
    with pytest.raises(BadArchive, match="more than 9999999 bytes"):
        read(path, packed({"bomb.jsonl": bytes(10_000_000)}), bounds=Bounds(size=9_999_999))
    with pytest.raises(BadArchive, match="more than 3 members"):
        read(path, packed(), bounds=Bounds(members=3))


def test_a_bomb_that_lies_about_its_size_is_found_out(path: Path) -> None:
    """Given a member that says it has 1,000 bytes and has ten million, then no more than was said is read."""
    data = bytearray(rewritten(packed({"bomb": bytes(10_000_000)}), lambda members: None))
    for start in (b"PK\x01\x02", b"PK\x03\x04"):
        place = data.index(start) + (24 if start == b"PK\x01\x02" else 22)
        assert data[place : place + 4] == (10_000_000).to_bytes(4, "little")
        data[place : place + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(BadArchive):
        read(path, bytes(data))


def test_a_line_without_an_end_is_not_held_in_memory(path: Path) -> None:
    path.write_bytes(packed({"a.jsonl": os.urandom(40_000).hex().encode()}))
    with opened(path, ACCOUNT, Bounds(line=1000)) as archive, pytest.raises(BadArchive, match="longer than"):
        list(archive.lines("a.jsonl"))
