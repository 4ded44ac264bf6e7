"""``parley models``: list, pull, import and remove models."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parley.errors import ParleyError
from parley.tags import reads_chinese

if TYPE_CHECKING:
    from rich.console import Console

    from parley.models.catalogue import Model
    from parley.models.download import Report
    from parley.models.pull import Begin
    from parley.models.store import Installed, Store

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Models: the files that engines hear and speak with.",
    epilog="Hear Mandarin and English well: parley models pull sense-voice",
)

Folder = Annotated[
    Path | None,
    typer.Option("--data", help="Parley's data folder.", show_default="as the settings say"),
]
Name = Annotated[str, typer.Argument(help="Name of a model, as parley models list shows it.")]


def _store(data: Path | None) -> Store:
    from parley.models.store import Store

    if data is None:
        from parley.settings import load

        data = load().data_dir
    return Store(data / "models")


def _console() -> Console:
    """Where a person reads along: standard error, so that standard output is for programs."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


class NoAccess(ParleyError):
    """The file system does not let Parley read or write something."""

    code = "no_access"


@contextmanager
def _files() -> Generator[None]:
    """What the file system refuses becomes ``NoAccess``, told in one sentence like any other error."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise NoAccess(f"{error.filename}: {reason}." if error.filename else f"{reason}.") from error


@app.command("list", epilog="Example: parley models list --json | jq '.[].name'")
def list_models(
    data: Folder = None,
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show the models that are here, and those that can be."""
    with _files():
        store = _store(data)
        here = {model.card.name: model for model in store.installed()}
        if json:
            typer.echo(_as_json(store, here))
        else:
            _print_table(store, here)


def _state(model: Model | None, found: Installed | None, store: Store) -> str:
    if found is not None:
        return "installed"
    if model is not None and model.bundle is not None:
        return "removed" if store.memory(model.name).removed else "bundled"
    return "available"


def _rows(store: Store, here: dict[str, Installed]) -> list[tuple[str, Model | None, Installed | None]]:
    names = list(store.catalogue) + [name for name in here if name not in store.catalogue]
    return [(name, store.catalogue.get(name), here.get(name)) for name in names]


def _as_json(store: Store, here: dict[str, Installed]) -> str:
    import msgspec

    rows = [
        {
            "name": name,
            "state": _state(model, found, store),
            "path": str(found.path) if found else None,
            "installed": found.card if found else None,
            "catalogue": model,
            "download_size": model.download_size if model and model.sources else None,
        }
        for name, model, found in _rows(store, here)
    ]
    return msgspec.json.format(msgspec.json.encode(rows), indent=2).decode()


_CHINESE = {
    "name": "名称",
    "state": "状态",
    "does": "用途",
    "languages": "语言",
    "licence": "许可",
    "installed": "已安装",
    "bundled": "自带",
    "removed": "已移除",
    "available": "可获取",
    "recogniser": "语音识别",
    "synthesiser": "语音合成",
    "translator": "翻译",
    "embedding": "语义向量",
    "dictionary": "词典",
    "faces": "人脸检测",
    "recognition": "人脸识别",
    "objects": "物体识别",
}
"""The table's words, for people who read Chinese; names, engines and licences are names."""


def _print_table(store: Store, here: dict[str, Installed]) -> None:
    from rich.console import Console
    from rich.table import Table

    told = _CHINESE if reads_chinese(os.environ) else dict[str, str]()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("name", "state", "does", "languages"):
        table.add_column(told.get(title, title), no_wrap=title in ("name", "state"))
    table.add_column("MB", justify="right", no_wrap=True)
    table.add_column(told.get("licence", "licence"))
    for name, model, found in _rows(store, here):
        what = found.card if found else model
        if what is None:
            continue
        size = found.card.size if found else model and (model.download_size or model.size)
        state = _state(model, found, store)
        shown = told.get(state, state)
        table.add_row(
            name,
            f"[green]{shown}[/green]" if state in ("installed", "bundled") else shown,
            f"{told.get(what.service, what.service)} ({what.engine})",
            " ".join(what.languages) or "?",
            f"{size / 1e6:,.0f}" if size else "?",
            what.licence or "?",
        )
    Console(highlight=False).print(table)


@app.command(epilog="Examples: parley models pull sense-voice; parley models pull kokoro")
def pull(
    name: Name,
    data: Folder = None,
    again: Annotated[bool, typer.Option("--again", help="Also if it is installed already.")] = False,
) -> None:
    """Download a model, check it and install it; an interrupted download goes on where it stopped."""
    from parley.models.pull import pull as pull_model

    with _files():
        store, console = _store(data), _console()
        model, before = store.catalogue.get(name), store.find(name)
        if before is not None and not again:
            console.print(f"{name} is installed already 已经安装：{before.path}", soft_wrap=True)
            return
        if model is not None:
            console.print(
                f"{model.about.zh}\n{model.about.en}\nLicence 许可证：{model.licence}", soft_wrap=True
            )
        with _bars(console) as begin:
            found = pull_model(store, name, begin=begin, again=again)
        console.print(f"[green]{name}[/green] is installed 已安装：{found.path}", soft_wrap=True)


@contextmanager
def _bars(console: Console) -> Generator[Begin]:
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    text = TextColumn("{task.description}")
    columns = (text, BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:

        def begin(filename: str) -> Report:
            bar = progress.add_task(filename, total=None)
            return lambda done, total: progress.update(bar, completed=done, total=total)

        yield begin


@app.command("import", epilog="Example: parley models import ~/zh_CN-huayan-medium.onnx")
def import_model(
    path: Annotated[
        Path, typer.Argument(help="A folder, an archive, or a file; of a Piper voice, the .onnx.")
    ],
    name: Annotated[
        str | None, typer.Option("--name", help="What to call it; else by its file name.")
    ] = None,
    data: Folder = None,
) -> None:
    """Copy a model from this machine; what it is shows from its files."""
    with _files():
        found = _store(data).import_path(path.expanduser(), name)
        card = found.card
        _console().print(
            f"[green]{card.name}[/green] is installed 已安装：{card.service} ({card.engine}), "
            f"{card.size / 1e6:,.0f} MB, {found.path}",
            soft_wrap=True,
        )


@app.command(epilog="Example: parley models remove whisper-tiny")
def remove(name: Name, data: Folder = None) -> None:
    """Remove a model, or what an interrupted download left of it."""
    with _files():
        freed = _store(data).remove(name)
        _console().print(f"{name} is removed 已删除 · free again 释放 {freed / 1e6:,.0f} MB")
