"""What goes wrong on the command line, told in Chinese where the system speaks it.

Parley's own errors are told by their code, as ``chinese_errors.yaml`` has it, and below that in the English
sentence that has the details. What is typed wrong is told in the words of ``_TYPED``.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path
from typing import Any, cast

import msgspec
import typer
from typer.exceptions import TyperException

from parley.errors import ParleyError

_TYPED = (
    (r"No such command '(.+?)'\.(?: Did you mean (.+)\?)?", "没有“{0}”这个命令。", "相近的有：{1}"),
    (r"No such option: (\S+)(?: \(Possible options: (.+)\))?", "没有 {0} 这个选项。", "相近的有：{1}"),
    (r"Missing argument '(.+?)'\.(.*)", "缺少参数 {0}。", "{1}"),
    (r"Missing option '(.+?)'\.(.*)", "缺少选项 {0}。", "{1}"),
    (r"Missing command\.", "缺少命令。", ""),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)", "多了用不上的参数：{0}", ""),
    (r"Option '(.+?)' requires an argument\.", "选项 {0} 后面要有一个值。", ""),
    (r"Option '(.+?)' requires (\d+) arguments\.", "选项 {0} 后面要有更多的值，一共 ", "{1} 个。"),
    (r"Option '(.+?)' does not take a value\.", "选项 {0} 后面不能有值。", ""),
    (r"Invalid value for '(.+?)': (.+)", "{0} 的值不对：", "{1}"),
    (r"Invalid value: (.+)", "值不对：{0}", ""),
)  # fmt: skip
"""What typer says, whole; how Chinese has that; and what Chinese adds where there is a second group."""


@cache
def sentences() -> dict[str, str]:
    """What is told of an error, by its code."""
    loaded = msgspec.yaml.decode(Path(__file__).with_name("chinese_errors.yaml").read_text("utf-8"))
    return cast(dict[str, str], loaded)


def told(error: ParleyError) -> str:
    """One of Parley's errors, for people who read Chinese: what it is, its code, and the details."""
    known = sentences().get(error.code)
    return f"{known} [{error.code}]\n  {error}" if known else f"{error} [{error.code}]"


def typed(message: str) -> str:
    """What was typed wrong, in Chinese; as it is where nobody foresaw it."""
    message = " ".join(message.split())
    for pattern, sentence, more in _TYPED:
        if match := re.fullmatch(pattern, message):
            groups = [(group or "").strip() for group in match.groups()]
            return (sentence + (more if len(groups) > 1 and groups[1] else "")).format(*groups)
    return message


def run(command: Any) -> None:
    """Run what was typed, and end the process as typer would."""
    try:
        ended = command.main(standalone_mode=False)
    except typer.Abort:
        typer.echo("已中止。", err=True)
        sys.exit(1)
    except TyperException as error:
        _show(error)
        sys.exit(cast(int, getattr(error, "exit_code", 1)))
    # A command that was left by ``typer.Exit`` gives its status, any other what it returned.
    sys.exit(ended if isinstance(ended, int) else 0)


def _show(error: Any) -> None:
    context, message = getattr(error, "ctx", None), error.format_message()
    if context is not None and message == context.get_help():
        typer.echo(message, err=True)  # nothing was typed, which is answered by the help
        return
    if context is not None:
        typer.echo(context.get_usage(), err=True)
        if context.help_option_names:
            typer.echo(f"用 {context.command_path} {context.help_option_names[0]} 查看用法。\n", err=True)
    typer.echo(f"出错了：{typed(message)}", err=True)
