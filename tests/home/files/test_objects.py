"""Objects lie where the setting says, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from obstore.store import AzureStore, MemoryStore, S3Store

from fakes.files import on_disk, pieces
from parley.errors import BadSettings
from parley.home.files.errors import FilesFailed, WrongChecksum
from parley.home.files.objects import PART, Objects
from parley.home.vault import Unreadable


@pytest.fixture(params=["folder", "memory"])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> Objects:
    """A store of each kind that needs no network."""
    return Objects.at(None, tmp_path / "files") if request.param == "folder" else Objects(MemoryStore())


async def test_an_object_comes_back(objects: Objects) -> None:
    data = os.urandom(PART * 2 + 100)
    await objects.put("anna/one", len(data), pieces(data, 1_000_003))
    assert await objects.get("anna/one", 0, len(data)) == data
    assert await objects.get("anna/one", PART - 5, PART + 5) == data[PART - 5 : PART + 5]
    assert await objects.size("anna/one") == len(data)


async def test_what_is_not_there_or_shorter_is_unreadable(objects: Objects) -> None:
    await objects.put("anna/one", 10, pieces(bytes(10)))
    for name, start, end in (("anna/two", 0, 1), ("anna/one", 5, 11)):
        with pytest.raises(Unreadable):
            await objects.get(name, start, end)
    with pytest.raises(Unreadable):
        await objects.size("anna/two")


async def test_deleting_what_is_gone_is_no_error(objects: Objects) -> None:
    await objects.put("anna/one", 10, pieces(bytes(10)))
    await objects.delete("anna/one")
    await objects.delete("anna/one")
    with pytest.raises(Unreadable):
        await objects.size("anna/one")


async def test_everything_of_one_account_goes_and_nothing_of_another(objects: Objects) -> None:
    for name in ("anna/one", "anna/two", "ann/one", "annabel/one"):
        await objects.put(name, 3, pieces(b"abc"))
    await objects.delete_all("anna")
    await objects.delete_all("anna")
    assert await objects.size("ann/one") == await objects.size("annabel/one") == 3
    for name in ("anna/one", "anna/two"):
        with pytest.raises(Unreadable):
            await objects.size(name)


async def test_an_object_that_breaks_off_is_not_written(objects: Objects, tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield bytes(PART + 1)
        raise WrongChecksum("no")

    with pytest.raises(WrongChecksum):
        await objects.put("anna/one", PART * 2, broken())
    with pytest.raises(Unreadable):
        await objects.size("anna/one")
    assert on_disk(tmp_path) == []


async def test_an_object_is_on_disk_before_it_is_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store itself never syncs."""
    synced: list[str] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    folder = tmp_path / "files"
    await Objects.at(None, folder).put("anna/one", 3, pieces(b"abc"))
    assert synced == [str(folder / "anna" / "one"), str(folder / "anna"), str(folder)]


async def test_a_folder_that_cannot_be_used_says_so(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("not a folder")
    with pytest.raises(FilesFailed):
        Objects.at(None, tmp_path / "files")
    folder = tmp_path / "gone"
    objects = Objects.at(folder.as_uri(), tmp_path)
    (folder / "anna").write_text("in the way")
    with pytest.raises(FilesFailed) as failure:
        await objects.put("anna/one", 3, pieces(b"abc"))
    assert failure.value.code == "files_failed"


async def test_a_cloud_that_is_away_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"ACCESS_KEY_ID": "x", "SECRET_ACCESS_KEY": "y", "REGION": "eu-central-1"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_ENDPOINT", "http://127.0.0.1:9")  # where nobody listens
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    monkeypatch.setattr("parley.home.files.objects.RETRIES", 0)
    objects = Objects.at("s3://photos/of/us", Path("unused"))
    for failing in (
        objects.put("anna/one", 3, pieces(b"abc")),
        objects.get("anna/one", 0, 1),
        objects.size("anna/one"),
        objects.delete("anna/one"),
        objects.delete_all("anna"),
    ):
        with pytest.raises(FilesFailed) as failure:
            await failing
        assert "BadScheme" not in repr(failure.value.__cause__)


def test_clouds_are_told_by_url_and_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_NAME", "family")
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_KEY", "a2V5")
    s3 = Objects.at("s3://photos/of/us", Path("unused"))._store
    assert isinstance(s3, S3Store)
    assert (s3.config.get("bucket"), s3.prefix) == ("photos", "of/us")
    azure = Objects.at("az://photos/of/us", Path("unused"))._store
    assert isinstance(azure, AzureStore)
    assert (azure.config.get("container_name"), azure.prefix) == ("photos", "of/us")


def test_what_is_missing_for_a_cloud_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AZURE_STORAGE_ACCOUNT_NAME", raising=False)
    for url in ("az://photos/of/us", "ftp://somewhere/else", "photos"):
        with pytest.raises(BadSettings):
            Objects.at(url, Path("unused"))
