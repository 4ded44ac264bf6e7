"""``parley home`` (a person's data taken away, brought in, deleted), ``parley backup``, ``restore``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from parley.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="A person's data: export it, import it, delete it.",
    epilog="Everything in one file: parley home export",
)

Folder = Annotated[
    Path | None, typer.Option("--data", help="Parley's data folder.", show_default="as the settings say")
]
Person = Annotated[
    str | None,
    typer.Option("--person", "-p", help="Name or id of the person.", show_default="the owner"),
]


@app.command(epilog="Example: parley home export --person Anna anna.zip")
def export(
    file: Annotated[
        Path | None, typer.Argument(help="Where to write it.", show_default="parley-NAME-DATE.zip")
    ] = None,
    person: Person = None,
    data: Folder = None,
) -> None:
    """Write everything of one person into one ZIP of open formats, and check it."""
    from parley.commands.taking_away import export as run

    run(settings_for(data), file, person)


@app.command("import", epilog="Example: parley home import anna.zip --person Anna")
def import_(
    file: Annotated[Path, typer.Argument(help="An archive that parley home export wrote.")],
    person: Person = None,
    data: Folder = None,
) -> None:
    """Take an archive into an account. Doing it again changes nothing."""
    from parley.commands.taking_away import import_archive as run

    run(settings_for(data), file, person)


@app.command(epilog="Example: parley home verify anna.zip")
def verify(
    file: Annotated[Path, typer.Argument(help="An archive that parley home export wrote.")],
) -> None:
    """See whether an archive is whole: every file by its hash, every record by its shape."""
    from parley.commands.taking_away import verify as run

    run(file)


@app.command(epilog="Example: parley home delete --person Anna")
def delete(
    person: Person = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    data: Folder = None,
) -> None:
    """Delete a person with everything of theirs, for good. With the last owner everybody goes."""
    from parley.commands.taking_away import delete as run

    raise typer.Exit(run(settings_for(data), person, yes=yes))


BACKUP_EXAMPLES = """
\b
Examples:
  parley backup home.zip
  parley backup /mnt/disk --keep 14     dated names; the 14 latest stay
"""


def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE|FOLDER", help="Where to write it.")],
    keep: Annotated[
        int, typer.Option("--keep", min=0, help="In a folder: how many backups stay; 0 for all.")
    ] = 0,
    no_key: Annotated[
        bool,
        typer.Option("--no-key", help="Leave the server's key out; nobody can read it without that key."),
    ] = False,
    data: Folder = None,
) -> None:
    """Back the whole home up, also while the server runs. Asks for a passphrase, or reads it from
    PARLEY_BACKUP_PASSPHRASE."""
    from parley.commands.backup import backup as run

    run(settings_for(data), target, keep=keep, no_key=no_key)


RESTORE_EXAMPLES = """
\b
Examples:
  parley restore home.zip --data ~/parley
  parley restore home.zip --key old/keys/server.key     for one made with --no-key
"""


def restore(
    file: Annotated[Path, typer.Argument(help="A backup that parley backup wrote.")],
    key: Annotated[Path | None, typer.Option("--key", help="The server's key, if it is not inside.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the home that is there.")] = False,
    data: Folder = None,
) -> None:
    """Make a home of a backup, in an empty data folder. The server must not run there."""
    from parley.commands.backup import restore as run

    run(settings_for(data), file, key=key, force=force)


def settings_for(data: Path | None) -> Settings:
    """The settings, with another data folder if one is named."""
    import msgspec

    from parley.settings import load

    loaded = load()
    return loaded if data is None else msgspec.structs.replace(loaded, data=str(data))
