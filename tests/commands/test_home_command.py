"""``parley home``, ``parley backup`` and ``parley restore``, as somebody types them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from fakes.command_line import CliRunner, Result
from fakes.furnished import furnish
from parley import cli
from parley.errors import ParleyError
from parley.home.accounts.callers import Role
from parley.home.home import Home
from parley.settings import Settings

T = TypeVar("T")
PASSPHRASE = {"PARLEY_BACKUP_PASSPHRASE": "correct horse 电池"}


def parley(*words: str | Path, typed: str = "", env: dict[str, str] | None = None) -> Result:
    """What the command line does; what it raises is in ``exception``."""
    variables: dict[str, str | None] = {"PARLEY_BACKUP_PASSPHRASE": None, **(env or {})}
    return CliRunner().invoke(cli.app, [str(word) for word in words], input=typed, env=variables)


def said(result: Result, *words: str) -> bool:
    return all(word in result.output for word in words)


def refused(result: Result, code: str) -> bool:
    return isinstance(result.exception, ParleyError) and result.exception.code == code


def at(data: Path, work: Callable[[Home], Awaitable[T]]) -> T:
    """Something done to the home in a folder."""

    async def run() -> T:
        async with await Home.open(Settings(data=str(data))) as home:
            return await work(home)

    return asyncio.run(run())


async def _household(home: Home) -> list[str]:
    owner = await home.accounts.owner()
    ben = await home.accounts.create(Role.FAMILY)
    await furnish(home, owner.id, size=5000)
    await furnish(home, ben.id, "wombatfjord", "饕餮魍", size=5000)
    return [owner.id, ben.id]


async def _notes(home: Home) -> dict[str, list[str]]:
    return {
        each.name: [str(note.document["text"]) for note in await home.records.all(each.id, "notes")]
        for each in await home.accounts.people()
    }


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A household's data folder; commands run beside it."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "data"
    at(folder, _household)
    return folder


def test_what_is_exported_can_be_checked_and_imported_elsewhere(data: Path, tmp_path: Path) -> None:
    exported = parley("home", "export", "--data", data)
    assert exported.exit_code == 0 and said(exported, "notes 2", "files 3", "keep it safe", "妥善保管")
    (file,) = tmp_path.glob("parley-zyxquagganame龘靐齉-*.zip")
    assert file.name in exported.output and file.stat().st_mode & 0o777 == 0o600
    assert said(parley("home", "verify", file), "whole", "完整")
    imported = parley("home", "import", file, "--data", tmp_path / "new")
    assert imported.exit_code == 0 and said(imported, "notes 2", "files 3")
    assert at(tmp_path / "new", _notes) == {"zyxquagganame龘靐齉": at(data, _notes)["zyxquagganame龘靐齉"]}
    again = parley("home", "import", file, "--data", tmp_path / "new")
    assert said(again, "nothing 没有内容")


def test_somebody_else_is_exported_by_name_or_id_into_a_folder(data: Path, tmp_path: Path) -> None:
    for person in ("WombatFjordName饕餮魍", "wombatfjordsignin", at(data, _household_ids)[1]):
        (tmp_path / "out").mkdir(exist_ok=True)
        result = parley("home", "export", tmp_path / "out", "--person", person, "--data", data)
        assert result.exit_code == 0, result.output
        (file,) = (tmp_path / "out").iterdir()
        assert file.name.startswith("parley-wombatfjord")
        file.unlink()


async def _household_ids(home: Home) -> list[str]:
    return [each.id for each in await home.accounts.people()]


def test_nobody_is_called_so(data: Path) -> None:
    result = parley("home", "export", "--person", "Zoe", "--data", data)
    assert refused(result, "unknown_account") and "wombatfjordname" in str(result.exception)


def test_a_file_that_is_there_is_not_overwritten(data: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.zip"
    mine.write_text("precious")
    assert refused(parley("home", "export", mine, "--data", data), "cannot_write")
    assert mine.read_text() == "precious"


def test_what_is_no_archive_is_refused(data: Path, tmp_path: Path) -> None:
    (tmp_path / "no.zip").write_text("no")
    for command in (("home", "verify"), ("home", "import")):
        assert refused(parley(*command, tmp_path / "no.zip"), "bad_archive")
        assert refused(parley(*command, tmp_path / "nowhere.zip"), "cannot_read")


def test_who_types_another_name_deletes_nobody(data: Path) -> None:
    for typed in ("", "y\n", "wombatfjord\n"):
        result = parley("home", "delete", "--person", "wombatfjordname饕餮魍", "--data", data, typed=typed)
        assert result.exit_code == 1 and said(result, "Nothing was deleted", "没有删除")
    assert len(at(data, _notes)) == 2


def test_who_types_the_name_deletes_that_person(data: Path) -> None:
    name = "wombatfjordname饕餮魍"
    result = parley("home", "delete", "--person", name, "--data", data, typed=name + "\n")
    assert result.exit_code == 0 and said(result, "files 3", "Deleted for good", "备份")
    assert "last owner" not in result.output
    assert list(at(data, _notes)) == ["zyxquagganame龘靐齉"]


def test_with_the_last_owner_everybody_goes_and_that_is_said(data: Path) -> None:
    refusal = parley("home", "delete", "--data", data, typed="no\n")
    assert said(refusal, "all 2 people", "全部 2 个人")
    assert parley("home", "delete", "--yes", "--data", data).exit_code == 0
    assert at(data, _notes) == {}


def test_a_backup_is_restored_into_another_folder(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "home.zip"
    made = parley("backup", file, "--data", data, env=PASSPHRASE)
    assert made.exit_code == 0 and made.output.strip().endswith("home.zip")
    wrong = parley(
        "restore", file, "--data", tmp_path / "new", env={"PARLEY_BACKUP_PASSPHRASE": "wrong horse"}
    )
    assert refused(wrong, "wrong_passphrase") and not (tmp_path / "new").exists()
    restored = parley("restore", file, "--data", tmp_path / "new", env=PASSPHRASE)
    assert restored.exit_code == 0 and said(restored, "accounts 2", "let in again", "检查")
    assert at(tmp_path / "new", _notes) == at(data, _notes)
    assert refused(parley("restore", file, "--data", tmp_path / "new", env=PASSPHRASE), "not_empty")
    assert parley("restore", file, "--force", "--data", tmp_path / "new", env=PASSPHRASE).exit_code == 0


def test_a_backup_without_the_key_says_what_that_means(data: Path, tmp_path: Path) -> None:
    file, key = tmp_path / "home.zip", data / "keys" / "server.key"
    made = parley("backup", file, "--no-key", "--data", data)
    assert made.exit_code == 0 and said(made, "server.key", "not even you", "密钥")
    assert refused(parley("restore", file, "--data", tmp_path / "new"), "wrong_key")
    assert parley("restore", file, "--key", key, "--data", tmp_path / "new").exit_code == 0
    assert at(tmp_path / "new", _notes) == at(data, _notes)


def test_a_passphrase_is_asked_for_twice(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["correct horse", "correct hearse", "correct horse", "correct horse", "short", "short"])
    monkeypatch.setattr("parley.commands.backup.getpass", lambda prompt: next(answers))
    monkeypatch.setattr("parley.commands.backup._asking", lambda: True)
    assert refused(parley("backup", tmp_path / "a.zip", "--data", data), "wrong_passphrase")
    assert parley("backup", tmp_path / "b.zip", "--data", data).exit_code == 0
    assert refused(parley("backup", tmp_path / "c.zip", "--data", data), "wrong_passphrase")
    assert sorted(each.name for each in tmp_path.glob("*.zip")) == ["b.zip"]


def test_where_nobody_can_be_asked_the_variable_is_named(data: Path, tmp_path: Path) -> None:
    result = parley("backup", tmp_path / "a.zip", "--data", data)
    assert refused(result, "wrong_passphrase") and "PARLEY_BACKUP_PASSPHRASE" in str(result.exception)


def test_of_dated_backups_the_latest_stay(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in (1, 2, 3):
        (folder / f"parley-2026010{day}-120000.zip").touch()
    made = parley("backup", folder, "--no-key", "--keep", "2", "--data", data)
    assert made.exit_code == 0 and said(made, "Deleted 2 older")
    names = sorted(each.name for each in folder.iterdir())
    assert len(names) == 2 and names[0] == "parley-20260103-120000.zip"
    assert refused(parley("backup", tmp_path / "x.zip", "--keep", "2", "--data", data), "cannot_write")
    assert refused(parley("backup", tmp_path / "no" / "x.zip", "--no-key", "--data", data), "cannot_write")
