"""``parley keyboard``: what the keyboard knows of languages, and what it learned."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from parley.commands.home import Folder, Person, settings_for

if TYPE_CHECKING:
    from parley.keyboard.packs.pack import Pack

_EXAMPLES = """
\b
Examples:
  parley keyboard packs
  parley keyboard install open-gram
  parley keyboard build letters/ mails.txt --language de --name letters --licence none
  parley keyboard words
  parley keyboard import luna_pinyin.userdb.txt
"""

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The keyboard: its languages, and the words that it learned of a person.",
    epilog=_EXAMPLES,
)

_TAG = re.compile(r"[a-z]{2,3}")
_NAME = re.compile(r"[\w-]{1,40}")
_JSON = typer.Option("--json", help="Print JSON.")


@app.command(epilog="Example: parley keyboard build corpus.txt.gz -l nl --name news --licence CC0-1.0")
def build(
    corpus: Annotated[
        list[Path],
        typer.Argument(help="Text files in UTF-8 (.txt, .gz, .xz), or folders of such."),
    ],
    language: Annotated[str, typer.Option("--language", "-l", help="Of the text, such as de.")],
    name: Annotated[str, typer.Option("--name", help="What the pack is called.")] = "own",
    licence: Annotated[str, typer.Option("--licence", help="Of the text, as SPDX calls it.")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The file; default: installed in the data folder.")
    ] = None,
    words: Annotated[int, typer.Option("--words", min=100, max=1_000_000, help="At most so many.")] = 60_000,
    pairs: Annotated[
        int, typer.Option("--pairs", min=0, max=20_000_000, help="Pairs of words that are kept.")
    ] = 700_000,
    triples: Annotated[
        int, typer.Option("--triples", min=0, max=20_000_000, help="Three words together that are kept.")
    ] = 500_000,
    base: Annotated[
        Path | None,
        typer.Option("--base", help="A pack whose words are taken; for Chinese, the best there is."),
    ] = None,
    data: Folder = None,
) -> None:
    """Make a language pack of plain text. The same text makes the same file."""
    from parley.commands.progress import progress
    from parley.keyboard.packs.building.build import build as build_pack
    from parley.keyboard.packs.building.learning import Size
    from parley.keyboard.packs.building.texts import Texts
    from parley.keyboard.packs.finding import FOLDER, best
    from parley.keyboard.packs.pack import Pack
    from parley.keyboard.types import Known, PackSource

    if not _TAG.fullmatch(language) or not _NAME.fullmatch(name):
        raise typer.BadParameter("a language is two or three letters; a name has letters, digits, - and _")
    folder = settings_for(data).data_dir
    path = out or folder / FOLDER / f"{language}-{name}.pack"
    begun = base or (best("zh", folder) if language == "zh" else None)
    with progress(name) as told:
        texts = Texts(corpus, told)
        opened = Pack.open(begun) if begun else None

        def label(counted: int) -> Known:
            own = PackSource(name, licence or "unknown", "", texts.sha256, counted)
            if opened is None:
                return Known(language, name, own.licence, (own,))
            both = f"{own.licence} AND {opened.label.licence}"
            return Known(language, name, both, (own, *opened.label.sources))

        counted = build_pack(texts, label, path, Size(words, (pairs, triples)), opened)
    made = Pack.open(path)
    typer.echo(
        f"{path}: words 词 {len(made.words):,} · of 取自 {counted:,} · bytes 字节 {path.stat().st_size:,}"
    )
    if not licence:
        typer.echo("No licence was told: do not give this pack to others. 未注明许可证：请勿分发。", err=True)


@app.command(epilog="Example: parley keyboard install open-gram --from sunpinyin-data_0.1.22_amd64.deb")
def install(
    what: Annotated[str, typer.Argument(help="open-gram: Chinese, from SunPinyin (CC BY-SA 3.0, 25 MB).")],
    source: Annotated[
        Path | None,
        typer.Option("--from", help="The Debian package sunpinyin-data, or a folder with its two files."),
    ] = None,
    data: Folder = None,
) -> None:
    """Install a larger language pack; it is used instead of the one that ships from the next start on."""
    from parley.keyboard.packs.finding import FOLDER
    from parley.keyboard.packs.opengram import obtaining
    from parley.keyboard.packs.opengram.build import build as build_pack

    if what != "open-gram":
        raise typer.BadParameter("there is only open-gram")
    path = settings_for(data).data_dir / FOLDER / "zh-open-gram.pack"
    with obtaining.found(source) as folder:
        build_pack(folder, path)
    typer.echo(f"{path}: bytes 字节 {path.stat().st_size:,} · CC BY-SA 3.0")


@app.command(epilog="Example: parley keyboard packs --json")
def packs(as_json: Annotated[bool, _JSON] = False, data: Folder = None) -> None:
    """List the packs there are; of a language the one installed last is used, else the one that ships."""
    from parley.keyboard.packs.finding import available, best

    folder = settings_for(data).data_dir
    for pack in available(folder):
        used = best(pack.language, folder) == pack.path
        if as_json:
            typer.echo(json.dumps({**_told(pack), "used": used}, ensure_ascii=False))
        else:
            typer.echo(f"{'*' if used else ' '} {pack.language}  {pack.label.name}, {pack.label.licence}")
            typer.echo(
                f"      words 词 {len(pack.words):,} · bytes 字节 {pack.path.stat().st_size:,} · {pack.path}"
            )


@app.command(epilog="Example: parley keyboard info zh-open-gram.pack")
def info(
    file: Annotated[Path, typer.Argument(help="A pack.")], as_json: Annotated[bool, _JSON] = False
) -> None:
    """Show what a pack is made of: its licence, its sources, how much it knows."""
    from parley.keyboard.packs.pack import Pack

    told = _told(Pack.open(file))
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(f"{told['name']} ({told['language']}) · licence 许可证 {told['licence']}")
    ngrams = ", ".join(f"{each:,}" for each in told["ngrams"])
    typer.echo(f"words 词 {told['words']:,} · n-grams 词组 {ngrams}")
    for each in told["sources"]:
        typer.echo(f"- {each['name']}, {each['licence']}, {each['url']} {each['sha256']}".rstrip())


@app.command(epilog="Example: parley keyboard words --language en --most 50")
def words(
    language: Annotated[str, typer.Option("--language", "-l", help="Only of one, such as en.")] = "",
    most: Annotated[int, typer.Option("--most", min=1, max=1_000_000, help="Words to show.")] = 100,
    as_json: Annotated[bool, _JSON] = False,
    person: Person = None,
    data: Folder = None,
) -> None:
    """Show what the keyboard learned of a person: their own words, the heaviest first."""
    from parley.commands.learned_words import words as run

    run(settings_for(data), person, language, most, as_json=as_json)


@app.command("import", epilog="Example: parley keyboard import PersonalDictionary.zip --person Anna")
def import_(
    file: Annotated[
        Path,
        typer.Argument(help="Rime's userdb.txt or dict.yaml, Gboard's, hunspell's .dic, a plain list."),
    ],
    format: Annotated[
        str,
        typer.Option("--format", "-f", help="rime, gboard, hunspell, text, parley; default: by its looks."),
    ] = "",
    language: Annotated[
        str, typer.Option("--language", "-l", help="Of words whose file does not tell.")
    ] = "zh",
    person: Person = None,
    data: Folder = None,
) -> None:
    """Take the words of another keyboard in. Doing it again changes nothing."""
    from parley.commands.learned_words import take_in as run

    run(settings_for(data), file, format, language, person)


@app.command(epilog="Example: parley keyboard export words.json")
def export(
    file: Annotated[Path, typer.Argument(help="Where to write it.")] = Path("parley-words.json"),
    person: Person = None,
    data: Folder = None,
) -> None:
    """Write the words that the keyboard learned of a person as JSON."""
    from parley.commands.learned_words import give as run

    run(settings_for(data), file, person)


@app.command(epilog="Example: parley keyboard forget teh")
def forget(
    text: Annotated[str, typer.Argument(help="The word.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Everything that was ever learned.")] = False,
    language: Annotated[str, typer.Option("--language", "-l", help="Only in one, such as en.")] = "",
    person: Person = None,
    data: Folder = None,
) -> None:
    """Forget a word, with every pair and correction that it is in."""
    from parley.commands.learned_words import forget as run

    if bool(text) == everything:
        raise typer.BadParameter("give a word, or --all")
    raise typer.Exit(run(settings_for(data), text, language, person, everything=everything))


def _told(pack: Pack) -> dict[str, Any]:
    import msgspec

    grams = [len(pack.arrays[f"model.{length}.words"]) for length in range(2, pack.model.order + 1)]
    about = msgspec.to_builtins(pack.label)
    return {**about, "words": len(pack.words), "ngrams": grams, "file": str(pack.path)}
