"""``parley ibus``: types on a Linux desktop."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

EXAMPLES = """
\b
Examples:
  parley ibus --install                                   then sign in anew, and add "Parley Pinyin"
  parley ibus --install --server https://parley.local:8420 --scheme flypy
  parley ibus --uninstall
"""


def command(
    install: Annotated[
        bool, typer.Option("--install", help="Have the desktop offer it, and keep the choices below.")
    ] = False,
    uninstall: Annotated[bool, typer.Option("--uninstall", help="Take it away from the desktop.")] = False,
    server: Annotated[
        str, typer.Option("--server", "-s", metavar="URL", help="Home that learns with it; default: none.")
    ] = "",
    key: Annotated[
        str,
        typer.Option(
            "--key", envvar="IBUS_PARLEY_KEY", help="A key of that home which may read and write records."
        ),
    ] = "",
    ca: Annotated[str, typer.Option("--ca", metavar="FILE", help="Certificate (PEM) to trust it by.")] = "",
    plain: Annotated[bool, typer.Option("--plain", help="Allow http although others can listen in.")] = False,
    scheme: Annotated[
        str, typer.Option("--scheme", help="full, or double pinyin: flypy, microsoft, natural, …")
    ] = "full",
    script: Annotated[
        str, typer.Option("--script", help="hans or hant: the characters that come out.")
    ] = "hans",
    fuzzy: Annotated[
        list[str] | None,
        typer.Option("--fuzzy", help="Sounds that are one to you, such as z-zh; repeatable."),
    ] = None,
    mixed: Annotated[bool, typer.Option("--mixed/--no-mixed", help="English words inside pinyin.")] = True,
) -> None:
    """Type Chinese with pinyin in every program of this desktop, through IBus; works without a server."""
    from parley.errors import BadSettings
    from parley.keyboard.ibus import component, running
    from parley.settings import load

    data = load().data_dir
    folder = data / "ibus"
    if uninstall:
        for each in component.remove(*_folders()):
            typer.echo(f"removed 已移除 {each}")
        return
    told = running.Chosen(
        server=server,
        key=key,
        certificate=ca,
        plain=plain,
        scheme=scheme,
        script=script,
        fuzzy=tuple(fuzzy or ()),
        mixed=mixed,
    )
    if not install:
        wanted = told if told != running.Chosen() else running.chosen(folder)
        asyncio.run(running.run(data, folder, wanted))
        return
    if server and not key:
        raise BadSettings("A server needs a key: give --key, or set IBUS_PARLEY_KEY.")
    running.composer(data, told.wishes(), running.Kept(folder))
    for each in [running.choose(folder, told), *component.install(*_folders())]:
        typer.echo(f"wrote 已写入 {each}")
    typer.echo("Sign out and in again, then add “Parley Pinyin” in the settings of your desktop or of IBus.")
    typer.echo("注销后重新登录，再到桌面或 IBus 的设置里添加“Parley 拼音”。")


def _folders() -> tuple[Path, Path]:
    home = Path.home()
    return (
        Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share"),
        Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config"),
    )
