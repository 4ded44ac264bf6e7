"""``parley knowledge``: what the graph of facts holds, and what is taken into it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parley.commands.home import Folder, settings_for

if TYPE_CHECKING:
    from parley.knowledge.importing.types import Report

_EXAMPLES = """
\b
Examples:
  parley knowledge sources
  parley knowledge import latest-all.json.bz2 --popularity 5 --class Q515 --class Q8502
  parley knowledge import rivers.csv --mapping rivers.yaml --source rivers --licence CC-BY-4.0
  parley knowledge remove rivers
  parley knowledge query "SELECT ?p ?o { <http://www.wikidata.org/entity/Q148> ?p ?o } LIMIT 9"
"""

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The graph of facts: import sources, list them, remove them, ask it in SPARQL.",
    epilog=_EXAMPLES,
)


@app.command(
    "import", epilog="Example: parley knowledge import facts.ttl.gz --source facts --licence CC0-1.0"
)
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            help="N-Triples, N-Quads, Turtle, TriG, RDF/XML, JSON-LD, CSV or Wikidata's JSON dump."
        ),
    ],
    source: Annotated[
        str, typer.Option("--source", "-s", help="Short name of it; a source of that name is replaced.")
    ] = "",
    title: Annotated[str, typer.Option("--title", help="What people call it.")] = "",
    licence: Annotated[str, typer.Option("--licence", help="As SPDX calls it, such as CC-BY-4.0.")] = "",
    url: Annotated[str, typer.Option("--url", help="Where it is from.")] = "",
    format_: Annotated[
        str, typer.Option("--format", help="nt, nq, ttl, trig, rdf, jsonld, csv or wikidata.")
    ] = "",
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="What a table's columns are (YAML).")
    ] = None,
    class_: Annotated[
        list[str] | None,
        typer.Option("--class", help="Wikidata: only instances of this and its subclasses; again for more."),
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option("--language", help="Wikidata: names in this; again for more.")
    ] = None,
    popularity: Annotated[
        int, typer.Option("--popularity", min=0, help="Wikidata: only what so many wikis write about.")
    ] = 0,
    anew: Annotated[bool, typer.Option("--anew", help="Give up an import that was interrupted.")] = False,
    data: Folder = None,
) -> None:
    """Take a source into the graph, also while the server runs. Interrupted, it goes on when asked again.

    Files may be packed with gzip, bzip2, xz or zstandard. The graph changes when all of it is in.
    """
    from parley.commands.progress import progress
    from parley.knowledge.folders import graph_folder
    from parley.knowledge.importing.importing import take_in
    from parley.knowledge.importing.types import Choice, Job
    from parley.knowledge.types import Source

    settings = settings_for(data)
    name = source or file.name.split(".")[0].lower()
    choice = Choice(tuple(class_ or ()), tuple(language or ("en", "zh")), popularity)
    job = Job(file, Source(name, title or name, licence, url), format_, mapping, choice)
    with progress(name) as told:
        (report,) = take_in(graph_folder(settings.data_dir), [job], told, anew)
    _show(report)
    index_names(settings.data_dir)


def _show(report: Report) -> None:
    source = report.source
    typer.echo(
        f"{source.name}: facts 事实 {source.triples:,} · entries 条目 {report.taken:,} · "
        f"{report.seconds:.0f} s"
    )
    if report.resumed:
        typer.echo("It went on where it had been interrupted. 已从上次中断处继续。")
    if report.bad:
        lines = ", ".join(str(each) for each in report.where[:10] if each)
        where = f" (lines 行 {lines})" if lines else ""
        typer.echo(f"Could not be read, left out 无法读取，已略过：{report.bad:,}{where}")
    if report.left:
        why = ", ".join(f"{why} {count:,}" for why, count in sorted(report.left.items()))
        typer.echo(f"Left out 未导入：{why}")
    if not source.licence:
        typer.echo("No licence was told: say --licence before showing its facts to others.", err=True)
        typer.echo("未注明许可证：把其中内容给别人看之前，请用 --licence 注明。", err=True)


def index_names(data: Path) -> None:
    """Make the index of names anew, if the graph is another than the one that it was made of."""
    from parley.commands.progress import counting
    from parley.knowledge.folders import graph_folder, names_folder
    from parley.knowledge.graph import Graph
    from parley.knowledge.linking.building import build, built_of

    graph = Graph.open(graph_folder(data))
    if built_of(names_folder(data)) == graph.stamp:
        return
    with counting("Names 名称") as told:
        things = build(graph.store, names_folder(data), told, graph.stamp)
    typer.echo(f"Things found by name 可按名称查找：{things:,}")


@app.command(epilog="Example: parley knowledge sources --json")
def sources(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False, data: Folder = None
) -> None:
    """List what the graph holds: name, facts, licence, day, title and address of every source."""
    import msgspec

    from parley.knowledge.folders import graph_folder
    from parley.knowledge.graph import Graph

    found = Graph.open(graph_folder(settings_for(data).data_dir)).sources()
    if as_json:
        typer.echo(msgspec.json.encode(found).decode())
        return
    for each in found:
        typer.echo(
            f"{each.name:20} {each.triples:>12,}  {each.licence or 'licence unknown':18} {each.modified}  "
            f"{each.title} {each.url}".rstrip()
        )
    if not found:
        typer.echo("The graph is empty. A server takes in the facts that ship at its first start.")
        typer.echo("图谱还是空的。服务器第一次启动时会导入自带的内容。")


@app.command(epilog="Example: parley knowledge remove rivers")
def remove(
    names: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="Names, as sources lists them.")],
    data: Folder = None,
) -> None:
    """Take sources out of the graph, with all that only they said."""
    from parley.knowledge.folders import graph_folder
    from parley.knowledge.importing.importing import remove as run

    settings = settings_for(data)
    run(graph_folder(settings.data_dir), names)
    typer.echo("Removed 已删除：" + ", ".join(names))
    index_names(settings.data_dir)


@app.command(epilog='Example: parley knowledge query "ASK { ?s ?p ?o }"')
def query(
    sparql: Annotated[str, typer.Argument(help="SELECT, ASK, CONSTRUCT or DESCRIBE.")],
    format_: Annotated[
        str, typer.Option("--format", help="tsv, csv, json or xml; of CONSTRUCT ttl, nt, rdf or jsonld.")
    ] = "",
    rows: Annotated[int, typer.Option("--rows", min=1, max=1_000_000, help="Rows at most.")] = 1_000,
    data: Folder = None,
) -> None:
    """Ask the graph in SPARQL 1.1. Nothing is changed, and no other server asked."""
    from parley.knowledge.folders import graph_folder
    from parley.knowledge.graph.desk import Bounds, Desk

    desk = Desk(str(graph_folder(settings_for(data).data_dir)))
    accept = _MEDIA.get(format_, "text/tab-separated-values")
    answered = desk.ask(sparql, accept, Bounds(seconds=600.0, rows=rows, bytes=1 << 30))
    typer.echo(answered.body.decode().rstrip("\n"))
    if answered.more:
        typer.echo(
            f"There are more than {rows:,} rows; say --rows. 结果不止 {rows:,} 行，可用 --rows 放宽。",
            err=True,
        )


_MEDIA = {
    "tsv": "text/tab-separated-values",
    "csv": "text/csv",
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
