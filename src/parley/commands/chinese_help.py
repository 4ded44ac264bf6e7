"""The help of every command in Chinese, where the system speaks it.

``chinese_help.yaml`` has the texts, by their English.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import msgspec

_FRAME = {"Usage: ": "用法：", "Options": "选项", "Commands": "命令", "Arguments": "参数"}
_MARKS = {
    "[required]": "［必填］",
    "[default: ": "［默认：",
    "(as the settings say)": "按设置",
    "(the owner)": "主人",
}
_EXAMPLE = re.compile(r"^Examples?: ?", re.MULTILINE)
_REMARK = re.compile(r"^(  \S.*?\S) {2,}(\S.*)$")
"""A line of examples: what to type, and behind two spaces and more what that is for."""
_RUNS = re.compile(r"[ -~]+|.", re.DOTALL)
_NEVER_FIRST = frozenset("，。；：！？、）》”’］…")


def texts() -> dict[str, str]:
    """Chinese by English."""
    loaded = msgspec.yaml.decode(Path(__file__).with_name("chinese_help.yaml").read_text("utf-8"))
    return cast(dict[str, str], loaded)


def translate(command: Any) -> None:
    """Puts a command of click, and the commands in it, into Chinese. What has no Chinese stays English."""
    _translate(command, texts())


def key(text: str) -> str:
    """A help text as ``chinese_help.yaml`` names it: a line for a paragraph, an empty one between two."""
    return "\n\n".join(" ".join(each.split()) for each in re.split(r"\n\s*\n", text.strip()))


def remarks(epilog: str) -> Iterator[str]:
    """What is to be translated in the examples below a help text."""
    found = [match[2] for line in epilog.splitlines() if (match := _REMARK.match(line))]
    if found or _EXAMPLE.search(epilog):
        yield from found
    else:
        yield epilog


def _translate(command: Any, known: Mapping[str, str]) -> None:
    if command.help:
        command.help = known.get(key(command.help), command.help)
        command.short_help = re.split(r"(?<=。)|\n", command.help)[0].rstrip("。")
    command.epilog = _examples(command.epilog or "", known)
    command.context_class = _context(command.context_class)
    for parameter in command.params:
        said = getattr(parameter, "help", None)
        if said:
            parameter.help = known.get(key(said), said)
    for each in getattr(command, "commands", {}).values():
        _translate(each, known)


def _examples(epilog: str, known: Mapping[str, str]) -> str:
    lines: list[str] = []
    for line in epilog.split("\n"):
        if match := _REMARK.match(line):
            remark = known.get(match[2], match[2])
            line = line.removesuffix(match[2]) + remark
        lines.append(known.get(line, line))
    return _EXAMPLE.sub("示例：", "\n".join(lines))


def _context(base: Any) -> Any:
    """A context whose help counts a Chinese character as two columns."""
    if getattr(base, "chinese", False):
        return base
    formatter = _formatter(base.formatter_class)
    return type("ChineseContext", (base,), {"formatter_class": formatter, "chinese": True})


def _formatter(base: Any) -> Any:
    class ChineseFormatter(base):
        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            base.write_usage(self, prog, args, _FRAME["Usage: "])

        def write_heading(self, heading: str) -> None:
            self.write(f"{'':>{self.current_indent}}{_FRAME.get(heading, heading)}：\n")

        def write_text(self, text: str) -> None:
            self.write(_filled(text, self.width, " " * self.current_indent))

        def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
            first = min(max(map(_width, (row[0] for row in rows)), default=0), col_max) + col_spacing
            for name, told in rows:
                for english, chinese in _MARKS.items():
                    if english in told:
                        told = told.replace(english, chinese)
                        told = f"{told[:-1]}］" if told.endswith("]") else told
                lines = _lines(_known(told), max(self.width - first - self.current_indent, 10))
                begin = f"{'':>{self.current_indent}}{name}"
                if _width(name) <= first - col_spacing:
                    begin += " " * (first - _width(name))
                else:
                    begin += "\n" + " " * (first + self.current_indent)
                indent = "\n" + " " * (first + self.current_indent)
                self.write((begin + indent.join(lines)).rstrip() + "\n")

    return ChineseFormatter


def _known(told: str) -> str:
    """The one text that click itself puts there."""
    return "显示本帮助后退出。" if told == "Show this message and exit." else told


def _filled(text: str, width: int, indent: str) -> str:
    made: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text.strip("\n")):
        verbatim = paragraph.startswith("\b")
        lines = paragraph.lstrip("\b\n").split("\n") if verbatim else [" ".join(paragraph.split())]
        for line in lines:
            pieces = [line] if verbatim else _lines(line, width - len(indent))
            made += [indent + piece for piece in pieces]
        made.append("")
    return "\n".join(made[:-1]) + "\n"


def _lines(text: str, width: int) -> list[str]:
    """Broken between words, and between any two Chinese characters unless a stop would stand first."""
    lines, line = [""], 0
    for piece in _pieces(" ".join(text.split())):
        wide = _width(piece.rstrip())
        if lines[-1] and line + wide > width and piece not in _NEVER_FIRST:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
            line, piece = 0, piece.lstrip()
        lines[-1] += piece
        line += _width(piece)
    return lines


def _pieces(text: str) -> Iterator[str]:
    for run in _RUNS.findall(text):
        yield from re.findall(r"\s*\S+\s*|\s+", run)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
