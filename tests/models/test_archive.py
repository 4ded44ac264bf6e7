"""Archives from elsewhere: what is safe comes out as it went in, and nothing else comes out."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.errors import BadModel, TooLong
from parley.models import archive
from parley.models.archive import Bounds, NoSpace, stem, unpack


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "into"
    folder.mkdir()
    return folder


def tar(
    path: Path, files: dict[str, bytes], mode: str = "w:bz2", special: tarfile.TarInfo | None = None
) -> Path:
    with tarfile.open(path, mode) as bag:  # pyright: ignore[reportCallIssue, reportArgumentType] - mode varies
        for name, contents in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(contents)
            bag.addfile(entry, io.BytesIO(contents))
        if special is not None:
            bag.addfile(special)
    return path


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bag:
        for name, contents in files.items():
            bag.writestr(name, contents)
    return path


names = st.text(st.sampled_from("abz0-_.中"), min_size=1, max_size=8).filter(lambda name: set(name) != {"."})
trees = st.dictionaries(names, st.binary(max_size=200), min_size=2, max_size=6)


@settings(max_examples=25, deadline=None)
@given(files=trees, suffix=st.sampled_from([".tar.bz2", ".tar.gz", ".tar.xz", ".tar", ".zip"]))
def test_what_went_in_comes_out(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes], suffix: str
) -> None:
    folder = tmp_path_factory.mktemp("round")
    packed = folder / f"model{suffix}"
    if suffix == ".zip":
        zipped(packed, files)
    else:
        tar(packed, files, "w:" + {".tar": ""}.get(suffix, suffix.rpartition(".")[2]))
    (folder / "into").mkdir()
    top = unpack(packed, folder / "into")
    assert {path.name: path.read_bytes() for path in top.iterdir()} == files


def test_the_one_folder_that_holds_everything_is_where_the_model_begins(tmp_path: Path, into: Path) -> None:
    top = unpack(tar(tmp_path / "m.tar.bz2", {"m-1.0/a": b"1", "m-1.0/sub/b": b"2"}), into)
    assert top == into / "m-1.0"
    assert (top / "sub" / "b").read_bytes() == b"2"


@pytest.mark.parametrize("name", ["../evil", "/evil", "a/../../evil", "C:/evil", "a\\..\\evil"])
@pytest.mark.parametrize("pack", [tar, zipped])
def test_nothing_is_written_outside(
    tmp_path: Path, into: Path, name: str, pack: Callable[[Path, dict[str, bytes]], Path]
) -> None:
    packed = pack(tmp_path / ("m.zip" if pack is zipped else "m.tar.bz2"), {name: b"x"})
    with pytest.raises(BadModel, match="unsafe name"):
        unpack(packed, into)
    assert not list(tmp_path.rglob("*evil*"))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_links_and_devices_in_a_tar_are_refused(tmp_path: Path, into: Path, kind: bytes) -> None:
    special = tarfile.TarInfo("odd")
    special.type, special.linkname = kind, "/etc/passwd"
    with pytest.raises(BadModel, match="link or device"):
        unpack(tar(tmp_path / "m.tar.gz", {"a": b"1"}, "w:gz", special), into)


def test_links_in_a_zip_are_refused(tmp_path: Path, into: Path) -> None:
    packed = tmp_path / "m.zip"
    with zipfile.ZipFile(packed, "w") as bag:
        entry = zipfile.ZipInfo("odd")
        entry.external_attr = 0o120777 << 16
        bag.writestr(entry, "/etc/passwd")
    with pytest.raises(BadModel, match="link or device"):
        unpack(packed, into)


@pytest.mark.parametrize("suffix", [".zip", ".tar.gz"])
def test_a_bomb_is_stopped_before_it_fills_the_disk(tmp_path: Path, into: Path, suffix: str) -> None:
    contents = {"zeros": bytes(3_000_000)}
    packed = tmp_path / f"m{suffix}"
    _ = zipped(packed, contents) if suffix == ".zip" else tar(packed, contents, "w:gz")
    with pytest.raises(TooLong):
        unpack(packed, into, Bounds(ratio=100, slack=1000))
    assert sum(path.stat().st_size for path in into.rglob("*")) <= 1_000_000


def test_a_zip_that_lies_about_its_sizes_is_refused(tmp_path: Path, into: Path) -> None:
    packed = zipped(tmp_path / "m.zip", {"zeros": bytes(1_000_000)})
    honest = packed.read_bytes()
    packed.write_bytes(honest.replace((1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(BadModel, match="damaged"):
        unpack(packed, into)


def test_too_many_files_are_too_many(tmp_path: Path, into: Path) -> None:
    with pytest.raises(TooLong, match="more than 3 files"):
        unpack(zipped(tmp_path / "m.zip", {str(n): b"" for n in range(4)}), into, Bounds(files=3))


@pytest.mark.parametrize("suffix", [".zip", ".tar.bz2", ".tar.gz", ".tar.xz"])
@pytest.mark.parametrize("cut", [0, 10, 0.5, 0.98])
def test_a_damaged_archive_says_so(tmp_path: Path, into: Path, suffix: str, cut: float) -> None:
    contents = {"a": bytes(range(256)) * 400, "b": b"tail" * 1000}
    packed = tmp_path / f"m{suffix}"
    _ = (
        zipped(packed, contents)
        if suffix == ".zip"
        else tar(packed, contents, "w:" + suffix.rpartition(".")[2])
    )
    whole = packed.read_bytes()
    packed.write_bytes(whole[: int(cut * len(whole)) if isinstance(cut, float) else cut])
    with pytest.raises(BadModel, match=r"damaged|holds no files"):
        unpack(packed, into)


def test_two_files_of_one_name_are_refused(tmp_path: Path, into: Path) -> None:
    packed = tmp_path / "m.tar"
    with tarfile.open(packed, "w") as bag:
        for contents in (b"one", b"two"):
            entry = tarfile.TarInfo("same")
            entry.size = 3
            bag.addfile(entry, io.BytesIO(contents))
    with pytest.raises(BadModel):
        unpack(packed, into)


def test_a_full_disk_is_said_plainly(tmp_path: Path, into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "ROOM_TO_SPARE", 10**18)
    with pytest.raises(NoSpace, match="MB are needed"):
        unpack(zipped(tmp_path / "m.zip", {"a": b"1"}), into)


def test_names_without_suffixes() -> None:
    assert [stem(Path(name)) for name in ("a.tar.bz2", "b.ZIP", "c.onnx", "d")] == ["a", "b", "c", "d"]
