"""Search in two languages, beside bare FTS5 and bare tantivy in the same run.

Run with ``.venv/bin/python benchmarks/searching.py [--documents 200000] [--texts FOLDER]``; what the folder
may hold is told by ``searching_material.py``. ``--seed`` draws other queries than those that ranking was
chosen on; ``--only 'SQLite|FTS5, our'`` takes the engines whose names have that. *Whole* is what a person
waits for without the network: the typed text is read, tried strictly and loosely, ranked, counted. *Bare* is
the engine alone, given our tokens (made beforehand, not counted) or, where it says so, its own tokeniser.
*Found*: queries of which a document that has the piece letter by letter is among the first ten; *recall*: of
those documents, as far as ten hold them, the share among the first ten. CPU is what it took of the
processors, where others share the machine. A found piece is a random one of a random document's text.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from searching_material import Truth, documents, queries

from parley.language.analysis.folding import folded
from parley.language.analysis.tokens import ordered, sought
from parley.search.engines.sqlite import SQLiteEngine
from parley.search.engines.tantivy import TantivyEngine
from parley.search.query.reading import understood
from parley.search.snippets import snippet
from parley.search.types import Document, Engine

TODAY = date(2026, 11, 22)
Search = Callable[[str], list[int]]


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--documents", type=int, default=200_000)
    options.add_argument("--queries", type=int, default=2_000)
    options.add_argument("--texts", type=Path)
    options.add_argument("--seed", type=int, default=9)
    options.add_argument("--only", default="")
    chosen = options.parse_args()
    of, source = documents(chosen.documents, chosen.texts)
    truth = Truth(of)
    asked = {each: queries(of, each, chosen.queries, chosen.seed) for each in ("zh", "en")}
    having = {each: {query: truth.having(query) for query in set(some)} for each, some in asked.items()}
    characters = sum(len(each.title) + len(each.body) for each in of) / len(of)
    print(
        f"{len(of):,} documents of {characters:.0f} characters on average: {source}; load {os.getloadavg()}"
    )
    header = ("", "docs/s", "CPU µs/doc", "MB", *(f"{each} {what}" for each in asked for what in _COLUMNS))
    print("| " + " | ".join(header) + " |\n|" + "---|" * len(header))
    folder = Path(tempfile.mkdtemp(prefix="searching-"))
    try:
        for name, make in ENGINES.items():
            if not re.search(chosen.only, name):
                continue
            into = folder / re.sub(r"\W+", "-", name)
            into.mkdir()
            tokens = name.endswith("our tokens")
            made = [(ordered(each.title), ordered(each.body)) for each in of] if tokens else []
            began, before = time.perf_counter(), time.process_time()
            search, close = make(into, of, made)
            rate = len(of) / (time.perf_counter() - began)
            worked = 1e6 * (time.process_time() - before) / len(of)
            size = sum(file.stat().st_size for file in into.rglob("*") if file.is_file()) / 1e6
            cells = [f"{rate:,.0f}", f"{worked:.0f}", f"{size:.0f}"]
            for language, some in asked.items():
                cells += _measured(search, some, having[language])
            print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
            close()
            shutil.rmtree(into)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_COLUMNS = ("p50 ms", "p99 ms", "p99 CPU ms", "found %", "recall %")


def _measured(search: Search, asked: Sequence[str], having: dict[str, set[int]]) -> list[str]:
    for query in asked[:50]:
        search(query)
    times: list[float] = []
    worked: list[float] = []
    found, recall = 0, 0.0
    for query in asked:
        began, before = time.perf_counter(), time.thread_time()
        first = search(query)
        times.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.thread_time() - before))
        there = len(having[query].intersection(first[:10]))
        found += there > 0
        recall += there / min(10, len(having[query]))
    return [
        f"{statistics.median(times):.2f}",
        f"{statistics.quantiles(times, n=100)[98]:.2f}",
        f"{statistics.quantiles(worked, n=100)[98]:.2f}",
        f"{100 * found / len(asked):.1f}",
        f"{100 * recall / len(asked):.1f}",
    ]


def _whole(
    engine: Engine, of: Sequence[Document], snippets: bool = False
) -> tuple[Search, Callable[[], None]]:
    engine.write(of)

    def search(text: str) -> list[int]:
        query = understood(text, TODAY)
        hits = engine.search(query).hits
        if not hits and query.literal is not None:
            hits = engine.search(query.literal).hits
        if snippets:
            for each in engine.documents([hit.id for hit in hits]).values():
                snippet(each.body, query)
        return [int(hit.id) for hit in hits]

    return search, engine.close


def _bare_fts5(tokenizer: str) -> Callable[..., tuple[Search, Callable[[], None]]]:
    def make(folder: Path, of: Sequence[Document], made: Sequence[tuple[list[str], list[str]]]) -> Any:
        connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(
            f"CREATE VIRTUAL TABLE words USING fts5(title, body, content='', tokenize='{tokenizer}')"
        )
        texts = [(" ".join(a), " ".join(b)) for a, b in made] or [(each.title, each.body) for each in of]
        for at in range(0, len(of), 2_000):
            connection.execute("BEGIN")
            rows = ((at + place, *each) for place, each in enumerate(texts[at : at + 2_000]))
            connection.executemany("INSERT INTO words(rowid, title, body) VALUES (?, ?, ?)", rows)
            connection.execute("COMMIT")

        def search(text: str) -> list[int]:
            words = sought(text)[0] if made else re.findall(r"\w+", text)
            wanted = " AND ".join(f'"{each}"' for each in words)
            sql = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT 10"
            return [row[0] for row in connection.execute(sql, (wanted,))]

        return search, connection.close

    return make


def _bare_tantivy(tokenizer: str) -> Callable[..., tuple[Search, Callable[[], None]]]:
    def make(folder: Path, of: Sequence[Document], made: Sequence[tuple[list[str], list[str]]]) -> Any:
        import tantivy

        builder = tantivy.SchemaBuilder()
        for field in ("title", "body"):
            builder.add_text_field(field, tokenizer_name=tokenizer)
        builder.add_integer_field("number", stored=True)
        schema = builder.build()
        index = tantivy.Index(schema, path=str(folder))
        writer = index.writer(128_000_000, 1)
        texts = [(" ".join(a), " ".join(b)) for a, b in made] or [(each.title, each.body) for each in of]
        for at, (title, body) in enumerate(texts):
            writer.add_document(tantivy.Document(number=at, title=title, body=body))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        searcher, must, should = index.searcher(), tantivy.Occur.Must, tantivy.Occur.Should
        term = tantivy.Query.term_query

        def search(text: str) -> list[int]:
            words = sought(text)[0] if made else re.findall(r"\w+", folded(text))
            either = ([(should, term(schema, field, each)) for field in ("title", "body")] for each in words)
            wanted = tantivy.Query.boolean_query(
                [(must, tantivy.Query.boolean_query(each)) for each in either]
            )
            hits = searcher.search(wanted, 10, False).hits
            return [int(searcher.doc(address).get_first("number") or 0) for _, address in hits]

        return search, lambda: None

    return make


ENGINES: dict[str, Callable[..., tuple[Search, Callable[[], None]]]] = {
    "Parley, SQLite, whole": lambda into, of, _: _whole(SQLiteEngine(into / "house.db"), of),
    "Parley, SQLite, whole with snippets": lambda into, of, _: _whole(
        SQLiteEngine(into / "house.db"), of, snippets=True
    ),
    "Parley, tantivy, whole": lambda into, of, _: _whole(TantivyEngine(into), of),
    "bare FTS5, our tokens": _bare_fts5("ascii"),
    "bare FTS5, unicode61": _bare_fts5("unicode61"),
    "bare FTS5, trigram": _bare_fts5("trigram"),
    "bare tantivy, our tokens": _bare_tantivy("whitespace"),
    "bare tantivy, its default": _bare_tantivy("default"),
}

if __name__ == "__main__":
    main()
