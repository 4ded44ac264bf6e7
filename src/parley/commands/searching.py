"""``parley search``: what is read so that it is found."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from parley.commands.home import Folder, Person, settings_for

_EXAMPLES = """
\b
Examples:
  parley search find "lease -flat"
  parley search crawl https://example.org/docs/ --depth 2 --pages 100
  parley search index
  parley search folders
"""


class _Group(TyperGroup):
    """What is none of the commands is looked for: ``parley search lease``."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in self.commands:
            args = ["find", *args]
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=_Group,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Find things; read sites and folders so that they are found.",
    epilog=_EXAMPLES,
)


@app.command(epilog='Example: parley search find "lease kind:note after:2026-01-01"')
def find(
    text: Annotated[str, typer.Argument(help='Words, "phrases", -not, site:, kind:, before:, after: …')],
    kind: Annotated[str, typer.Option("--kind", help="Of this kind, such as note or page.")] = "",
    most: Annotated[int, typer.Option("--most", min=1, max=100, help="Hits at most.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    person: Person = None,
    data: Folder = None,
) -> None:
    """Find what somebody keeps, and what the house indexed: `parley search TEXT` does the same."""
    from parley.commands.finding import find as run

    raise typer.Exit(run(settings_for(data), text, person, kind=kind, most=most, as_json=as_json))


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
