"""A query reads this graph, in time and within bounds, and asks nobody else."""

from __future__ import annotations

import contextlib
import http.server
import threading
from collections.abc import Generator

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import EngineTimeout, TooLong
from parley.knowledge.graph import BadQuery, Graph
from parley.knowledge.graph.desk import Bounds, Desk, chosen
from parley.knowledge.graph.rows import refuse, results

FACTS = "".join(f'wd:Q{each} wdt:P31 wd:Q5 ; rdfs:label "thing {each}"@en .\n' for each in range(1, 60))
ALL = "SELECT ?s ?l { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l }"


@pytest.fixture
def desk() -> Desk:
    desk = Desk("/nowhere")
    desk._graph = Graph.in_memory(FACTS)  # pyright: ignore[reportPrivateUsage]
    return desk


@pytest.fixture
def listener() -> Generator[tuple[str, list[str]]]:
    """Another server that would notice being asked."""
    asked: list[str] = []

    class Noticing(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_POST = do_GET  # noqa: N815 - so it is called

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Noticing)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/", asked
    server.shutdown()
    server.server_close()


HIDDEN = [
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { service<URL>{ ?s ?p ?o } }",
    "SELECT * { SeRvIcE SILENT <URL> { ?s ?p ?o } }",
    "PREFIX a: <URL> SELECT * { SERVICE a: { ?s ?p ?o } }",
    "PREFIX service: <URL> SELECT * { SERVICE service: { ?s ?p ?o } }",
    "SELECT * { BIND(<URL> AS ?x) SERVICE ?x { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1.SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { S\\U00000045RVICE <URL> { ?s ?p ?o } }",
    "SELECT * { # '\n SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { # \\u000A SERVICE <URL> { ?s ?p ?o }\n }",
    "SELECT * { FILTER(1<2)#> '''\n SERVICE <URL> { ?s ?p ?o } #'''\n }",
    "SELECT * { FILTER(1<2#>'''\n) SERVICE <URL> { ?s ?p ?o } #'''\n }",
    "SELECT * { FILTER(1<2)SERVICE#>\n<URL> { ?s ?p ?o } }",
    "SELECT * { FILTER('a'<'''b>''') SERVICE <URL> { ?s ?p ?o } FILTER('''''' = '') }",
    "SELECT * { FILTER(?a<b:c'''>''') SERVICE <URL> {} }",
    "SELECT * { BIND('\\u0027' AS ?q) SERVICE <URL> { ?s ?p ?o } BIND('' AS ?r) }",
    'SELECT * { BIND("""a"b\\""" """ AS ?q) SERVICE <URL> { ?s ?p ?o } }',
    "CONSTRUCT { ?s ?p ?o } WHERE { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "ASK { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
]


@pytest.mark.parametrize("query", HIDDEN)
def test_no_other_server_is_asked_however_it_is_written(query: str, listener: tuple[str, list[str]]) -> None:
    url, asked = listener
    with pytest.raises(BadQuery):
        found = results(Graph.in_memory(FACTS).store, query.replace("URL", url))
        list(found)  # type: ignore[call-overload]
    assert asked == []


def test_the_engine_would_have_asked(listener: tuple[str, list[str]]) -> None:
    """Else the tests above could not fail."""
    url, asked = listener
    with pytest.raises(OSError, match="404"):
        list(Graph.in_memory().store.query(HIDDEN[0].replace("URL", url)))  # type: ignore[call-overload]
    assert asked


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p ?o FILTER(CONTAINS(STR(?o), "service")) }',
        "SELECT ?service { ?service ?p ?o }",
        "SELECT * { ?s <http://schema.org/service> ?o } # at your service",
        "PREFIX x: <http://example.org/ns#> SELECT * { ?s x:service ?o FILTER(?o = 'SERVICE') }",
        "SELECT * { ?s ?p '''service\n''' . FILTER(1 < 2) }",
        "SELECT * { ?s ?self-service ?o }".replace("self-service", "selfservice"),
    ],
)
def test_the_word_itself_may_be_looked_for(query: str) -> None:
    refuse(query)
    results(Graph.in_memory(FACTS).store, query)


@given(st.text(alphabet="SERVICE service<>'\"#\\{}()?:./au0053\n ", max_size=60))
def test_whatever_is_written_the_check_ends(text: str) -> None:
    with contextlib.suppress(BadQuery):
        refuse(text)


def test_updates_are_no_queries(desk: Desk) -> None:
    for update in (
        "INSERT DATA { <urn:a> <urn:b> 1 }",
        "DELETE WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1/>",
        "CLEAR ALL",
        "DROP ALL",
        "SELECT * {} ; DELETE WHERE { ?s ?p ?o }",
    ):
        with pytest.raises(BadQuery):
            desk.ask(update)


@pytest.mark.parametrize(
    "query",
    [
        "ASK {" + "{" * 5_000 + "}" * 5_000 + "}",
        "ASK { FILTER(" + "(" * 5_000 + "1" + ")" * 5_000 + ") }",
        "ASK { ?s ?p " + "(" * 200 + ")" * 200 + " }",
        "ASK { ?s ?p " + "[?p " * 200 + "1" + "]" * 200 + " }",
        "ASK { ?s ?p " + "<<( ?s ?p " * 500 + "1" + ")>>" * 500 + " }",
    ],
)
def test_brackets_within_brackets_are_bounded(query: str) -> None:
    with pytest.raises(BadQuery, match="deep"):
        refuse(query)


def test_a_query_has_a_length(desk: Desk) -> None:
    with pytest.raises(TooLong):
        desk.ask("ASK { ?s ?p ?o }" + " " * 12_000)


def test_rows_end_where_they_must_and_it_is_said(desk: Desk) -> None:
    answered = desk.ask(ALL, "", Bounds(rows=10))
    assert answered.more and len(msgspec.json.decode(answered.body)["results"]["bindings"]) == 10
    assert not desk.ask(ALL, "", Bounds(rows=59)).more
    triples = desk.ask("CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples", Bounds(rows=7))
    assert triples.more and triples.body.count(b"\n") == 7


def test_an_answer_may_have_so_many_bytes(desk: Desk) -> None:
    with pytest.raises(TooLong):
        desk.ask(ALL, "", Bounds(bytes=500))
    with pytest.raises(TooLong):
        desk.ask("CONSTRUCT WHERE { ?s ?p ?o }", "", Bounds(bytes=500))
    with pytest.raises(TooLong):  # short as rows, long as XML
        desk.ask(ALL, "application/sparql-results+xml", Bounds(bytes=len(desk.ask(ALL).body) + 50))


def test_a_long_query_says_so_between_its_rows(desk: Desk) -> None:
    crossed = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with pytest.raises(EngineTimeout):
        desk.ask(crossed, "", Bounds(seconds=0.05, rows=10**9, bytes=1 << 30))


FORMATS = {
    "application/sparql-results+json": b'{"head":{"vars":["l"]},"results":{"bindings":[{"l":{',
    "application/sparql-results+xml": b'<?xml version="1.0"?><sparql ',
    "text/csv": b"l\r\nthing 1",
    "text/tab-separated-values": b'?l\n"thing 1"@en',
}


@pytest.mark.parametrize("media", FORMATS)
def test_rows_come_in_every_format(desk: Desk, media: str) -> None:
    answered = desk.ask(
        "SELECT ?l { <http://www.wikidata.org/entity/Q1> ?p ?l FILTER(isLiteral(?l)) }", media
    )
    assert answered.media == media and answered.body.startswith(FORMATS[media])


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "text/turtle"),
        ("*/*", "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("text/html, application/rdf+xml;q=0.9", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
    ],
)
def test_triples_come_in_every_format(desk: Desk, accept: str, media: str) -> None:
    answered = desk.ask("DESCRIBE <http://www.wikidata.org/entity/Q1>", accept)
    assert answered.media == media and b"thing 1" in answered.body


def test_yes_and_no(desk: Desk) -> None:
    assert desk.ask("ASK { ?s ?p ?o }").body == b'{"head":{},"boolean":true}'
    assert b"<boolean>false</boolean>" in desk.ask("ASK { ?s <urn:no> ?o }", "text/xml").body
    assert desk.ask("ASK { ?s <urn:no> ?o }", "text/csv").body == b"false\n"


def test_what_is_not_known_gets_the_usual_format() -> None:
    assert chosen("image/png", ["a/b", "c/d"]) == "a/b"
    assert chosen("IMAGE/png;q=1 , C/D;q=0.1", ["a/b", "c/d"]) == "c/d"


def test_all_sources_are_asked_at_once_and_each_can_be() -> None:
    desk = Desk("/nowhere")
    graph = Graph.in_memory('wd:Q1 wdt:P1 "one" .', "one")
    graph.load('wd:Q1 wdt:P1 "two" .', "two")
    desk._graph = graph  # pyright: ignore[reportPrivateUsage]
    query = "SELECT ?o { ?s <http://www.wikidata.org/prop/direct/P1> ?o } ORDER BY ?o"
    assert desk.ask(query, "text/csv").body == b"o\r\none\r\ntwo\r\n"
    who = 'SELECT ?g { GRAPH ?g { ?s ?p "two" } }'
    assert desk.ask(who, "text/csv").body == b"g\r\nurn:parley:source:two\r\n"


def test_what_everybody_calls_so_need_not_be_declared() -> None:
    graph = Graph.in_memory('wd:Q956 rdfs:label "Beijing"@en ; wdt:P1082 21893095 .')
    asked = "SELECT ?n ?p WHERE { wd:Q956 rdfs:label ?n ; wdt:P1082 ?p }"
    ((name, people),) = graph.select(asked).rows
    assert (str(name), "21893095" in str(people)) == ('"Beijing"@en', True)
    own = "PREFIX wd: <urn:other:> SELECT ?n WHERE { wd:Q956 rdfs:label ?n }"
    assert list(graph.select(own).rows) == []
