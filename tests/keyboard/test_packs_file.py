"""A pack's file: what is written is read, the same makes the same, and what is no pack is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of
from numpy.typing import NDArray

from parley.errors import BadModel
from parley.keyboard.packs import file

KINDS = st.sampled_from(["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4"])
ARRAYS = st.dictionaries(
    st.text("abcxyz.", min_size=1, max_size=12),
    KINDS.flatmap(lambda kind: arrays_of.arrays(kind, arrays_of.array_shapes(max_dims=2, min_side=0))),
    max_size=6,
)
SOME: dict[str, NDArray[Any]] = {
    "b": np.arange(10, dtype=np.int32),
    "a": np.array([[1.5, 2.5]], np.float32),
}


@given(arrays=ARRAYS)
def test_what_is_written_is_read(arrays: dict[str, NDArray[Any]], tmp_path_factory: Any) -> None:
    path = tmp_path_factory.mktemp("pack") / "x.pack"
    file.write(path, {"name": "名字"}, arrays)
    about, found = file.read(path)
    assert about["name"] == "名字" and found.keys() == arrays.keys()
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype and found[name].shape == array.shape
        assert found[name].tobytes() == array.tobytes()
        assert not found[name].flags.writeable


def test_the_same_makes_the_same_bytes_in_whatever_order_it_is_given(tmp_path: Path) -> None:
    file.write(tmp_path / "one", {"x": 1, "y": 2}, SOME)
    file.write(tmp_path / "two", {"y": 2, "x": 1}, dict(reversed(SOME.items())))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_arrays_begin_where_any_of_them_may(tmp_path: Path) -> None:
    file.write(tmp_path / "one", {}, {"a": np.zeros(1, np.uint8), "b": np.zeros(3, np.int64)})
    _, found = file.read(tmp_path / "one")
    assert all(each.ctypes.data % 64 == 0 for each in found.values())


def test_what_is_no_pack_is_refused_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "x.pack"
    file.write(path, {}, SOME)
    whole = path.read_bytes()
    header = whole.index(b"{")
    for name, data, reason in (
        ("empty", b"", "is not a language pack"),
        ("other", b"PK\3\4" + whole, "is not a language pack"),
        ("cut", whole[:-1], "is damaged"),
        ("longer", whole + b"\0", "is damaged"),
        ("format", whole[:8] + b"\x09" + whole[9:], "format 9"),
        ("header", whole[: header + 3] + b"~" + whole[header + 4 :], "its header"),
        ("endless", whole[:12] + b"\xff\xff\xff\x7f" + whole[16:], "its header"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(BadModel, match=reason):
            file.read(tmp_path / name)
    with pytest.raises(BadModel, match="cannot be read"):
        file.read(tmp_path / "absent")


@given(junk=st.binary(max_size=200), at=st.integers(0, 400))
def test_damage_is_an_error_of_ours_or_harmless(junk: bytes, at: int, tmp_path_factory: Any) -> None:
    path = tmp_path_factory.mktemp("pack") / "x.pack"
    file.write(path, {"label": "x"}, SOME)
    whole = bytearray(path.read_bytes())
    whole[at : at + len(junk)] = junk
    path.write_bytes(whole)
    try:
        _, found = file.read(path)
    except BadModel:
        return
    assert found["b"].shape == (10,)


def test_a_place_beyond_the_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.pack"
    dumps = file.json.dumps

    def lying(about: dict[str, Any], **how: Any) -> str:
        about["arrays"]["b"]["shape"] = [1 << 40, 1 << 40]
        return dumps(about, **how)

    monkeypatch.setattr(file.json, "dumps", lying)
    file.write(path, {}, SOME)
    with pytest.raises(BadModel, match="an array is not where it should be"):
        file.read(path)


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.pack"
    file.write(path, {}, SOME)
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(file.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        file.write(path, {"other": 1}, SOME)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_an_array_that_no_machine_agrees_on_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match="cannot hold 'a'"):
        file.write(tmp_path / "x.pack", {}, {"a": np.array(["text"])})
    assert list(tmp_path.iterdir()) == []
