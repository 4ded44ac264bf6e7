"""The help of the commands in Chinese: whole, chosen by the system, laid out for wide characters."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import typer

from parley.cli import app
from parley.commands.chinese_help import key, remarks, texts
from parley.tags import reads_chinese


def commands(command: Any) -> Iterator[Any]:
    yield command
    for each in getattr(command, "commands", {}).values():
        yield from commands(each)


def said(command: Any) -> Iterator[str]:
    """All English of one command's help."""
    yield command.help or ""
    yield from remarks(command.epilog or "")
    for parameter in command.params:
        yield getattr(parameter, "help", None) or ""


def test_every_text_has_its_chinese_and_none_is_left_over() -> None:
    tree = typer.main.get_command(app)
    english = {key(text) for each in commands(tree) for text in said(each) if text}
    chinese = texts()
    assert english - set(chinese) == set()
    assert set(chinese) - english == set()
    assert [text for text, told in chinese.items() if not any("一" <= each <= "鿿" for each in told)] == []


@pytest.mark.parametrize(
    ("environment", "chinese"),
    [
        ({}, False),
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "zh_TW"}, True),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "de_DE.UTF-8"}, False),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, False),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "de:zh_CN:en"}, True),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "en_US:zh"}, False),
    ],
)
def test_the_system_s_language_decides(environment: Mapping[str, str], chinese: bool) -> None:
    assert reads_chinese(environment) is chinese


def shown(*arguments: str, language: str, columns: int = 80) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LANG": language, "COLUMNS": str(columns)}
    for each in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        environment.pop(each, None)
    command = [sys.executable, "-m", "parley", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=60)


def test_whoever_reads_chinese_gets_chinese_and_others_english() -> None:
    chinese = shown("models", "pull", "--help", language="zh_CN.UTF-8").stdout
    assert "用法：" in chinese and "下载模型" in chinese and "［必填］" in chinese
    assert "parley models pull sense-voice" in chinese
    assert "显示本帮助后退出。" in chinese and "Show this message" not in chinese
    english = shown("models", "pull", "--help", language="en_US.UTF-8").stdout
    assert "Usage:" in english and "Download a model" in english


def test_wide_characters_are_counted_as_two_columns() -> None:
    printed = shown("--help", language="zh_CN.UTF-8", columns=62).stdout
    lines = printed.splitlines()
    assert "  speaker    把这台电脑变成另一处 Parley 的音箱" in lines
    wide = [sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in line) for line in lines]
    # A stop that would begin a line stays on the one before.
    assert max(wide) <= 62 + 2
    assert not [line for line in lines if line.strip()[:1] in {"，", "。", "；", "："}]
