"""``parley photos``: folders of photos taken in, looked at, and searched."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from parley.commands.home import Folder, Person, settings_for

_EXAMPLES = """
\b
Examples:
  parley photos import ~/Pictures /media/card/DCIM
  parley photos import ~/Pictures/Camera --watch
  parley photos index
  parley photos search "the red cup from Hangzhou"
  parley photos search 去年夏天在海边的照片
"""

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="A person's photos: take folders in, look at them, search them.",
    epilog=_EXAMPLES,
)


@app.command("import", epilog="Example: parley photos import ~/Pictures --person Anna --watch")
def import_(
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER...", help="Folders, or pictures.")],
    watch: Annotated[bool, typer.Option("--watch", help="Stay, and take in what comes.")] = False,
    person: Person = None,
    data: Folder = None,
) -> None:
    """Take the pictures in folders, and in the folders in them, into a person's library.

    What is there already stays as it is; the folders are only read. Also while the server runs.
    """
    from parley.commands.photo_folders import import_folders

    raise typer.Exit(import_folders(settings_for(data), folders, person, watch=watch))


@app.command(epilog="Example: parley photos index")
def index(data: Folder = None) -> None:
    """Look at every photo that nobody looked at yet. A server does so by itself, when nobody talks."""
    from parley.commands.photo_folders import index as run

    run(settings_for(data))


@app.command(epilog='Example: parley photos search "receipts from last month" --most 5')
def search(
    words: Annotated[list[str], typer.Argument(help="What to look for, in English or Chinese.")],
    most: Annotated[int, typer.Option("--most", min=1, max=1_000, help="Photos to show.")] = 20,
    person: Person = None,
    data: Folder = None,
) -> None:
    """Show the photos that fit, the best first: when they were taken, where, and their names."""
    from parley.commands.photo_folders import search as run

    run(settings_for(data), " ".join(words), person, most)
