"""What ``parley search find`` does: what somebody keeps and what the house indexed, found by words."""

from __future__ import annotations

import asyncio
from datetime import datetime

import msgspec
import typer

from parley.commands.reading_sites import opened
from parley.commands.taking_away import person_named
from parley.search.service import Wanted
from parley.search.types import Results
from parley.settings import Settings


def find(
    settings: Settings,
    text: str,
    person: str | None,
    *,
    kind: str = "",
    most: int = 10,
    as_json: bool = False,
) -> int:
    """Show what is found; 1 where nothing is. Raises ``UnknownAccount``, ``SearchFailed``, ``TooLong``."""

    async def run() -> Results:
        async with opened(settings) as (home, finding):
            account = await person_named(home, person)
            # What another program wrote, and no server indexed yet.
            await finding.searching.records_caught_up()
            kinds = tuple(each.strip() for each in kind.split(",") if each.strip())
            return await finding.searching.search(
                account.id, text, Wanted(kinds=kinds), language=account.language, most=most
            )

    found = asyncio.run(run())
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    else:
        _show(found)
    return 0 if found.hits else 1


def _show(found: Results) -> None:
    for number, hit in enumerate(found.hits, 1):
        day = datetime.fromtimestamp(hit.at).date().isoformat() if hit.at else ""
        about = " · ".join(each for each in (hit.kind, day, hit.url or hit.open) if each)
        typer.echo(f"{number:>3}. {_line(hit.title) or '—'}  [{about}]")
        pieces = (
            typer.style(_line(each.text), bold=True) if each.hit else _line(each.text) for each in hit.snippet
        )
        if shown := "".join(pieces).strip():
            typer.echo(f"     {shown}")
    if not found.hits:
        typer.echo("Nothing found. 没有找到。", err=True)
    elif found.total > len(found.hits):
        typer.echo(f"     … {found.total:,}")
    if found.spelling:
        typer.echo(f"Did you mean 您是不是要找：{_line(found.spelling)}", err=True)


def _line(text: str) -> str:
    """A text on one line, without what a terminal would take for orders."""
    return "".join(each if each.isprintable() else " " for each in text)
