"""The front door: ``parley`` and its commands."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from parley import __version__
from parley.errors import ParleyError
from parley.tags import reads_chinese

_COLLECTED = (50_000, 10, 50)
"""New objects after which garbage is looked for, and how much more seldom among older ones: nearly all that a
start makes stays, and looking through it again and again was a fifth of the start of a server."""

app = typer.Typer(
    name="parley",
    help="Parley: an assistant cloud you run yourself. It listens, understands and answers, in Chinese and "
    "English.",
    no_args_is_help=True,
    # Plain help: rich would take half of the time a person waits for it.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"parley {__version__}")
        raise typer.Exit


@app.callback()
def _root(  # pyright: ignore[reportUnusedFunction] - typer calls it
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


_ASK_EXAMPLES = """
\b
Examples:
  parley ask "set a timer for five minutes"
  parley ask 现在几点了 --speak answer.wav
  parley ask question.wav another.flac --json
  echo "三加五等于几" | parley ask -
"""


@app.command(epilog=_ASK_EXAMPLES)
def ask(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="FILE|TEXT...", help="Recordings to hear, or sentences to read; - for stdin."),
    ],
    speak: Annotated[
        Path | None, typer.Option("--speak", metavar="OUT.wav", help="Write the spoken answers to this file.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per input.")] = False,
    language: Annotated[
        str | None, typer.Option("--language", "-l", help="Language of the inputs (en, zh); default: any.")
    ] = None,
) -> None:
    """Ask something, by recording or by text, and get the answer. Several inputs share warm engines."""
    from parley.commands.ask import run

    raise typer.Exit(run(inputs, speak, as_json=as_json, language=language))


_TALK_EXAMPLES = """
\b
Examples:
  parley talk               Enter begins and ends what you say
  parley talk --hands-free  just speak
  parley talk --wake        say "okay nabu" first
"""


@app.command(epilog=_TALK_EXAMPLES)
def talk(
    hands_free: Annotated[bool, typer.Option("--hands-free", help="Listen all the time.")] = False,
    wake: Annotated[bool, typer.Option("--wake", help="Listen for a wake word.")] = False,
    language: Annotated[
        str | None, typer.Option("--language", "-l", help="Language you speak (en, zh); default: any.")
    ] = None,
) -> None:
    """Talk with this computer's microphone and loudspeaker."""
    from parley.commands.talk import run

    raise typer.Exit(run(hands_free=hands_free, wake=wake, language=language))


_SERVE_EXAMPLES = """
\b
Examples:
  parley serve
  parley serve --host 0.0.0.0 --tls-certificate home.pem --tls-key home.key
"""


@app.command(epilog=_SERVE_EXAMPLES)
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; default 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port; default 8420.")] = None,
    tls_certificate: Annotated[Path | None, typer.Option(help="Certificate (PEM).")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its private key (PEM).")] = None,
) -> None:
    """Run the server with its talk page, and print a link that lets you in."""
    import msgspec

    from parley import server, settings

    loaded = settings.load()
    changes = {
        "host": host,
        "port": port,
        "tls_certificate": str(tls_certificate) if tls_certificate else None,
        "tls_key": str(tls_key) if tls_key else None,
    }
    given = {name: value for name, value in changes.items() if value is not None}
    changed = msgspec.structs.replace(loaded.server, **given)
    server.serve(msgspec.structs.replace(loaded, server=changed), lambda line: typer.echo(line, err=True))


@app.command(epilog="Example: parley link")
def link() -> None:
    """Print a fresh one-time link that lets the owner in to the server on this machine."""
    import asyncio

    from parley import settings
    from parley.server import fresh_link

    typer.echo(asyncio.run(fresh_link(settings.load())))


@app.command(epilog="Example: parley doctor --json")
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Show what is installed, what is missing and how to get it, and test every engine."""
    from parley.commands.doctor import run

    raise typer.Exit(run(as_json=as_json))


_EXPLAIN_EXAMPLES = """
\b
Examples:
  parley explain "set a timer for five minutes and turn off the light"
  parley explain 那明天呢 --context "今天天气怎么样"
  parley explain "make it a bit warmer" --json
"""


@app.command(epilog=_EXPLAIN_EXAMPLES)
def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What somebody says.")],
    language: Annotated[
        str | None,
        typer.Option("--language", "-l", help="Its main language (en, zh), where the words do not tell."),
    ] = None,
    context: Annotated[
        list[str] | None, typer.Option("--context", "-c", help="What was said before it; may be given again.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as one JSON object.")] = False,
) -> None:
    """Show how an utterance is understood, step by step. Nothing is done."""
    from parley.commands.explain import run

    raise typer.Exit(run(text, language, context or (), as_json=as_json))


_SCAN_EXAMPLES = """
\b
Examples:
  parley scan letter.jpg
  parley scan page1.heic page2.heic -o contract.pdf --title "租房合同"
  parley scan receipt.jpg --look ink --text
"""


@app.command(epilog=_SCAN_EXAMPLES)
def scan(
    images: Annotated[
        list[Path], typer.Argument(metavar="IMAGE...", help="Photographs of pages, one after the other.")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="OUT.pdf", help="The PDF; default: named like the first image."),
    ] = None,
    look: Annotated[str, typer.Option("--look", help="colour, grey, or ink (black on white).")] = "colour",
    title: Annotated[str, typer.Option("--title", help="What the PDF is called inside.")] = "",
    text: Annotated[bool, typer.Option("--text", help="Print what is written, too.")] = False,
    whole: Annotated[
        bool, typer.Option("--whole", help="Look for no page: the picture is one from edge to edge.")
    ] = False,
) -> None:
    """Make photographs of pages a PDF that can be searched: pages found, laid flat, evenly lit and read."""
    from parley.commands.scan import run
    from parley.vision.scanning.types import Finish

    if look not in {each.value for each in Finish}:
        raise typer.BadParameter("colour, grey or ink", param_hint="--look")
    raise typer.Exit(run(images, out, Finish(look), title, text=text, whole=whole))


def _add_models() -> None:
    from parley.models.commands import app as models

    app.add_typer(models, name="models")


_add_models()


def _add_home() -> None:
    from parley.commands import home

    app.add_typer(home.app, name="home")
    app.command(epilog=home.BACKUP_EXAMPLES)(home.backup)
    app.command(epilog=home.RESTORE_EXAMPLES)(home.restore)


_add_home()


def _add_photos() -> None:
    from parley.commands.photos import app as photos

    app.add_typer(photos, name="photos")


_add_photos()


def _add_speaker() -> None:
    from parley.commands.speaker import app as speaker

    app.add_typer(speaker, name="speaker")


_add_speaker()


def _add_knowledge() -> None:
    from parley.commands.knowledge import app as knowledge

    app.add_typer(knowledge, name="knowledge")


_add_knowledge()


def _add_search() -> None:
    from parley.commands.searching import app as search

    app.add_typer(search, name="search")


_add_search()


def _add_keyboard() -> None:
    from parley.commands.keyboard import app as keyboard

    app.add_typer(keyboard, name="keyboard")


_add_keyboard()


def _add_ibus() -> None:
    from parley.commands import ibus

    app.command("ibus", epilog=ibus.EXAMPLES)(ibus.command)


_add_ibus()


def main() -> None:
    """Entry point: Parley's own errors become one sentence and exit status 1. Help and errors are told in
    the language that the system speaks."""
    gc.set_threshold(*_COLLECTED)
    from parley.commands import chinese_errors, chinese_help

    chinese = reads_chinese(os.environ)
    try:
        if chinese:
            command = typer.main.get_command(app)
            chinese_help.translate(command)
            chinese_errors.run(command)
        else:
            app()
    except ParleyError as error:
        told = chinese_errors.told(error) if chinese else f"{error} [{error.code}]"
        typer.echo(f"parley: {told}", err=True)
        sys.exit(1)
