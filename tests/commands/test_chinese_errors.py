"""What goes wrong on the command line in Chinese: every code has a sentence, what is typed wrong is told."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import parley
from parley.commands.chinese_errors import sentences, told, typed
from parley.commands.chinese_report import in_chinese
from parley.errors import TooLong

CODE = re.compile(r"^    code(?:: ClassVar\[str\])? = \"(\w+)\"$", re.MULTILINE)


def test_every_error_has_its_chinese_and_none_is_left_over() -> None:
    sources = Path(parley.__path__[0]).rglob("*.py")
    codes = {code for source in sources for code in CODE.findall(source.read_text("utf-8"))}
    chinese = sentences()
    assert len(codes) > 90
    assert codes ^ set(chinese) == set()
    assert [code for code, text in chinese.items() if not any("一" <= each <= "鿿" for each in text)] == []


def test_an_error_is_told_by_its_code_with_the_details_below() -> None:
    assert told(TooLong("At most 300 seconds.")) == "太长了，请分成几段。 [too_long]\n  At most 300 seconds."


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("No such command 'asks'. Did you mean 'ask'?", "没有“asks”这个命令。相近的有：'ask'"),
        ("No such command 'xyz'.", "没有“xyz”这个命令。"),
        ("No such option: --nope", "没有 --nope 这个选项。"),
        ("No such option: --spek (Possible options: --speak)", "没有 --spek 这个选项。相近的有：--speak"),
        ("Missing argument 'name'.", "缺少参数 name。"),
        ("Option '--port' requires an argument.", "选项 --port 后面要有一个值。"),
        ("Got unexpected extra argument (x)", "多了用不上的参数：x"),
        ("Got unexpected extra argument(s) (a b)", "多了用不上的参数：a b"),
        ("Something that nobody foresaw", "Something that nobody foresaw"),
    ],
)
def test_what_was_typed_wrong_is_told_in_chinese(english: str, chinese: str) -> None:
    assert typed(english) == chinese


def shown(*arguments: str, language: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LANG": language}
    for each in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        environment.pop(each, None)
    command = [sys.executable, "-m", "parley", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=60)


def test_the_command_line_tells_errors_in_the_language_of_the_system() -> None:
    wrong = shown("link", "--nope", language="zh_CN.UTF-8")
    assert wrong.returncode == 2
    assert "parley link -h 查看用法。" in wrong.stderr and "没有 --nope 这个选项。" in wrong.stderr
    missing = shown("models", "pull", "nothing", language="zh_CN.UTF-8")
    assert missing.returncode == 1
    assert "parley: 模型不认识" in missing.stderr and "'nothing'" in missing.stderr
    assert shown("--version", language="zh_CN.UTF-8").returncode == 0
    assert "parley: The catalogue" in shown("models", "pull", "nothing", language="en_US.UTF-8").stderr


def test_a_file_that_is_not_there_is_told_in_chinese() -> None:
    asked = shown("ask", "/nowhere/none.wav", language="zh_CN.UTF-8")
    assert asked.returncode == 1 and "✗ 这不是能读的声音文件，或者文件不存在" in asked.stdout
    assert "✗ There is no file" in shown("ask", "/nowhere/none.wav", language="en_US.UTF-8").stdout


def test_reports_are_told_in_chinese() -> None:
    listed = shown("models", "list", language="zh_CN.UTF-8").stdout
    assert all(word in listed for word in ("名称", "可获取", "语音识别", "许可"))
    assert "available" not in listed and "recogniser" not in listed
    assert in_chinese("/data (120 MB free)") == "/data（剩余 120 MB）"
    assert in_chinese("31 skills, 4515 sentences") == "31 个技能，4515 个句子"
    assert in_chinese("现在几点了 → nothing certain") == "现在几点了 → 听不清"
    assert in_chinese("libopus") == "libopus"
