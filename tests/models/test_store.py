"""The store: models come and go whole, whatever happens in between."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from misbehaving import Server, serving

from data import TEST_DATA, needs_data
from parley.errors import BadModel, Busy, MissingEngine
from parley.models.catalogue import About, Model, Source, catalogue, read
from parley.models.download import DownloadFailed, Patience
from parley.models.pull import pull
from parley.models.store import Store

HURRIED = Patience(connect=2.0, stall=2.0, tries=2, pause=0.01)
ABOUT = About(zh="试", en="For tests")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "models")


@pytest.fixture
def voice(tmp_path: Path) -> Path:
    """A Piper voice as far as its files show."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "zh_CN-x-low.onnx").write_bytes(b"network" * 100)
    (folder / "zh_CN-x-low.onnx.json").write_text("{}")
    return folder / "zh_CN-x-low.onnx"


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:bz2") as bag:
        for name, contents in files.items():
            entry = tarfile.TarInfo("upstream-name-1.0/" + name.replace("_dot_", "."))
            entry.size = len(contents)
            bag.addfile(entry, io.BytesIO(contents))
    return out.getvalue()


SENSE = packed(model_dot_onnx=b"weights" * 500, tokens_dot_txt=b"<|zh|> 0\n", LICENSE=b"free")


def sense_voice(server: Server, sha256: str | None) -> Model:
    server.url = server.url.replace("model.bin", "upstream-name-1.0.tar.bz2")
    source = Source(server.url, len(server.contents), sha256, unpack=True)
    return Model("sv", "recogniser", "sherpa", "sense-voice", ("zh",), "MIT", ABOUT, sources=(source,))


# --- bundled models


@pytest.mark.parametrize(("name", "file"), [("sphinx-zh", "ptm_8k/mdef"), ("hantts", "hantts.zip")])
def test_mandarin_is_there_without_a_download(store: Store, name: str, file: str) -> None:
    assert store.installed() == []
    assert (store.path(name) / file).is_file()
    (found,) = store.installed()
    assert (found.card.name, found.card.source, found.card.size) == (name, "bundled", catalogue()[name].size)


def test_the_licence_comes_along(store: Store) -> None:
    folder = store.path("sphinx-zh")
    (found,) = store.installed()
    assert found.card.licence_file == "LICENSE"
    assert "Carnegie Mellon" in (folder / "LICENSE").read_text()


def test_a_removed_bundled_model_stays_away_until_it_is_pulled(store: Store) -> None:
    store.path("hantts")
    assert store.remove("hantts") == catalogue()["hantts"].size
    with pytest.raises(MissingEngine, match="parley models pull hantts"):
        Store(store.root).path("hantts")
    pull(store, "hantts")
    assert Store(store.root).path("hantts").is_dir()


def test_a_bundled_model_can_be_declined_before_it_is_unpacked(store: Store) -> None:
    assert store.remove("hantts") == 0
    with pytest.raises(MissingEngine):
        store.path("hantts")
    with pytest.raises(MissingEngine):
        store.remove("hantts")


def test_two_processes_unpack_at_once_and_both_get_it(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from parley.models.store import Store;"
        "print(len((Store(Path(sys.argv[1])).path('sphinx-zh') / 'ptm_8k/means').read_bytes()))"
    )
    children = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert [child.communicate(timeout=60)[0].strip() for child in children] == ["2795596", "2795596"]


# --- crashes


class Crash(BaseException):
    """The process dies here."""


@pytest.mark.parametrize("renamed", [0, 1], ids=["putting the old aside", "putting the new in place"])
@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
def test_a_crash_while_replacing_leaves_the_old_model_or_the_new(
    store: Store, voice: Path, monkeypatch: pytest.MonkeyPatch, renamed: int, late: bool
) -> None:
    store.import_path(voice, "voice")
    old, new = voice.read_bytes(), b"better" * 50
    voice.write_bytes(new)
    count, rename = itertools.count(), Path.rename
    sweep = Store._sweep  # pyright: ignore[reportPrivateUsage] - a process that dies sweeps nothing up

    def dying(self: Path, target: Path) -> Path:
        now = next(count) == renamed
        if now and not late:
            raise Crash
        done = rename(self, target)
        if now:
            raise Crash
        return done

    def only_when_entering(self: Store, name: str, work: Path) -> None:
        if sys.exc_info()[0] is None:
            sweep(self, name, work)

    with monkeypatch.context() as patch, pytest.raises(Crash):
        patch.setattr(Path, "rename", dying)
        patch.setattr(Store, "_sweep", only_when_entering)
        store.import_path(voice, "voice")
    after = Store(store.root)
    contents = (after.path("voice") / voice.name).read_bytes()
    assert contents in (old, new)
    assert [found.card.name for found in after.installed()] == ["voice"]
    after.import_path(voice, "voice")
    assert (after.path("voice") / voice.name).read_bytes() == new
    left = {path.name for path in (store.root / ".work" / "voice").iterdir()}
    assert left <= {"lock", "memory.json"}


def test_a_process_killed_while_unpacking_leaves_nothing_half_there(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from parley.models import archive, store;"
        "write = archive.write;\n"
        "def dying(stream, target, limit):\n"
        "    result = write(stream, target, limit)\n"
        "    if target.name == 'mdef': os.kill(os.getpid(), 9)\n"
        "    return result\n"
        "archive.write = dying\n"
        "store.Store(Path(sys.argv[1])).path('sphinx-zh')"
    )
    child = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert child.returncode == -9
    store = Store(tmp_path)
    assert store.installed() == []
    assert (store.path("sphinx-zh") / "ptm_8k" / "variances").is_file()
    assert not (tmp_path / ".work" / "sphinx-zh" / "new").exists()


def test_a_model_being_changed_by_another_process_is_busy(store: Store, voice: Path) -> None:
    other = Store(store.root)
    with store.change("voice"), pytest.raises(Busy), other.change("voice", wait=0.05):
        raise AssertionError("both got in")


# --- importing


def test_a_voice_is_imported_with_what_belongs_to_it(store: Store, voice: Path) -> None:
    found = store.import_path(voice)
    assert (found.card.name, found.card.engine, found.card.kind) == ("zh_CN-x-low", "piper", "piper")
    assert (store.path("zh_CN-x-low") / "zh_CN-x-low.onnx.json").read_text() == "{}"
    assert found.card.sha256 == hashlib.sha256(voice.read_bytes()).hexdigest()
    assert store.remove("zh_CN-x-low") == found.card.size
    assert not found.path.exists()


def test_an_archive_by_upstreams_name_becomes_the_model_of_the_catalogue(
    store: Store, tmp_path: Path
) -> None:
    archive = tmp_path / "sherpa-onnx-sense-voice-zh-en-ja-ko-yue-int8-2024-07-17.tar.bz2"
    archive.write_bytes(SENSE)
    found = store.import_path(archive)
    assert (found.card.name, found.card.languages) == ("sense-voice", ("zh", "en", "ja", "ko", "yue"))
    assert found.card.licence_file == "LICENSE"


def test_a_folder_by_a_name_that_says_nothing_keeps_it(store: Store, tmp_path: Path) -> None:
    """Upstream calls files of several models ``model``: such a folder is not taken for the first of them."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text('{"model_type": "bert"}')
    (folder / "vocab.txt").write_text("[UNK]\n[CLS]\n[SEP]\na")
    (folder / "model.safetensors").write_bytes(b"weights")
    found = store.import_path(folder)
    assert (found.card.name, found.card.kind) == ("model", "bert")


@needs_data
def test_the_real_mandarin_model_is_recognised_by_its_files(store: Store) -> None:
    found = store.import_path(TEST_DATA / "models" / "sphinx-zh")
    assert (found.card.name, found.card.service, found.card.engine) == ("sphinx-zh", "recogniser", "sphinx")


def test_what_no_engine_loads_is_refused_and_leaves_nothing(store: Store, tmp_path: Path) -> None:
    (tmp_path / "poem.txt").write_text("床前明月光")
    with pytest.raises(BadModel, match="No engine loads"):
        store.import_path(tmp_path / "poem.txt")
    assert store.installed() == []
    assert not (store.root / "poem").exists()


def test_a_link_in_a_folder_is_not_followed(store: Store, voice: Path) -> None:
    (voice.parent / "secret").symlink_to("/etc/passwd")
    with pytest.raises(BadModel, match="is a link"):
        store.import_path(voice.parent, "voice")


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", ".hidden", "x" * 65, "名字"])
def test_a_name_that_is_no_name_is_refused(store: Store, voice: Path, name: str) -> None:
    with pytest.raises(BadModel):
        store.path(name)
    if name:
        with pytest.raises(BadModel):
            store.import_path(voice, name)


def test_a_model_that_is_nowhere_says_how_to_get_it(store: Store) -> None:
    with pytest.raises(MissingEngine, match="parley models pull sense-voice"):
        store.path("sense-voice")
    with pytest.raises(MissingEngine, match="parley models import PATH --name mine"):
        store.path("mine")


# --- pulling


def test_a_model_is_downloaded_checked_and_unpacked(tmp_path: Path) -> None:
    with serving(Server(SENSE, break_after=[100])) as server:
        store = Store(tmp_path, {"sv": sense_voice(server, hashlib.sha256(SENSE).hexdigest())})
        found = pull(store, "sv", patience=HURRIED)
        assert (found.path / "model.onnx").read_bytes() == b"weights" * 500
        assert found.card.source == server.url
        asked = len(server.asked)
        assert pull(store, "sv", patience=HURRIED) == found
        assert len(server.asked) == asked
    assert not (tmp_path / ".work" / "sv" / "download").exists()


def test_where_no_hash_is_known_the_first_pull_sets_it(tmp_path: Path) -> None:
    with serving(Server(SENSE)) as server:
        store = Store(tmp_path, {"sv": sense_voice(server, None)})
        pull(store, "sv", patience=HURRIED)
        store.remove("sv")
        server.contents = SENSE[:-1] + bytes([SENSE[-1] ^ 1])
        with pytest.raises(BadModel, match="SHA-256"):
            pull(Store(tmp_path, store.catalogue), "sv", patience=HURRIED)
        assert store.installed() == []


def test_an_interrupted_pull_can_be_dropped(tmp_path: Path) -> None:
    with serving(Server(SENSE, break_after=[100, 0])) as server:
        store = Store(tmp_path, {"sv": sense_voice(server, None)})
        with pytest.raises(DownloadFailed):
            pull(store, "sv", patience=HURRIED)
        assert store.remove("sv") >= 100
        with pytest.raises(MissingEngine):
            store.remove("sv")


def test_a_failed_pull_leaves_the_installed_model_alone(tmp_path: Path) -> None:
    with serving(Server(SENSE)) as server:
        store = Store(tmp_path, {"sv": sense_voice(server, None)})
        pull(store, "sv", patience=HURRIED)
        server.statuses = [404]
        with pytest.raises(DownloadFailed):
            pull(store, "sv", patience=HURRIED, again=True)
        assert (store.path("sv") / "model.onnx").is_file()


def test_what_comes_must_be_the_kind_the_catalogue_says(tmp_path: Path) -> None:
    other = packed(voice_dot_onnx=b"1", voice_dot_onnx_dot_json=b"{}")
    with serving(Server(other)) as server:
        store = Store(tmp_path, {"sv": sense_voice(server, None)})
        with pytest.raises(BadModel, match="those of a piper, not of a sense-voice"):
            pull(store, "sv", patience=HURRIED)


def test_a_name_the_catalogue_lacks_is_said_plainly(store: Store) -> None:
    with pytest.raises(BadModel, match="no model 'nonsense'"):
        pull(store, "nonsense")


# --- the catalogue


def test_every_model_of_the_catalogue_is_told_in_both_languages_and_can_be_checked() -> None:
    for model in catalogue().values():
        assert model.about.zh.endswith("。")
        assert model.about.en.endswith(".")
        for source in model.sources:
            assert source.url.startswith("https://")
            assert source.sha256 is None or len(bytes.fromhex(source.sha256)) == 32


@pytest.mark.parametrize(
    "text", ["- {name: x}", "[", "- name: x\n  nonsense: 1", json.dumps([{"name": "x", "service": 3}])]
)
def test_a_malformed_catalogue_is_an_error(text: str) -> None:
    with pytest.raises(BadModel, match="malformed"):
        read(text)


def test_the_bundled_archives_are_what_the_catalogue_says() -> None:
    for model in catalogue().values():
        if model.bundle is not None:
            assert hashlib.sha256(model.bundle.path.read_bytes()).hexdigest() == model.bundle.sha256
            assert os.access(model.bundle.path, os.R_OK)
