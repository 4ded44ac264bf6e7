"""``parley search``: what is read so that it is found."""

from __future__ import annotations

from typing import Annotated

import typer

from parley.commands.home import Folder, Person, settings_for

_EXAMPLES = """
\b
Examples:
  parley search crawl https://example.org/docs/ --depth 2 --pages 100
  parley search index
  parley search folders
"""

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Find things; read sites and folders so that they are found.",
    epilog=_EXAMPLES,
)


@app.command(epilog="Example: parley search crawl https://example.org/docs/ --depth 2")
def crawl(
    url: Annotated[str, typer.Argument(help="Where the site, or the feed, begins.")],
    depth: Annotated[int, typer.Option("--depth", min=0, max=20, help="Links from there.")] = 3,
    pages: Annotated[int, typer.Option("--pages", min=1, max=100_000, help="Pages at most.")] = 500,
    hours: Annotated[
        int, typer.Option("--every", min=0, max=8_760, help="Hours until it is read again; 0 for never.")
    ] = 168,
    house: Annotated[bool, typer.Option("--house", help="Everybody of the house finds it.")] = False,
    person: Person = None,
    data: Folder = None,
) -> None:
    """Read a site, and again when it is time. While a server runs on the same data, that does it.

    A site that is read already is read anew. Only an owner may have one read for the house.
    """
    from parley.commands.reading_sites import Wanted, crawl_site

    wanted = Wanted(url, depth, pages, hours, "house" if house else "me")
    raise typer.Exit(crawl_site(settings_for(data), wanted, person))


@app.command(epilog="Example: parley search index")
def index(data: Folder = None) -> None:
    """Go through everything that is to be found: records, files, folders of the settings."""
    from parley.commands.reading_sites import index_all

    raise typer.Exit(index_all(settings_for(data)))


@app.command(epilog="Example: parley search folders")
def folders(
    data: Folder = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the folders of the settings, and how far the reading of each is."""
    from parley.commands.reading_sites import show_folders

    show_folders(settings_for(data), as_json=as_json)
