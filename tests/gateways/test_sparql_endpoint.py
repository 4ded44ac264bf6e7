"""The SPARQL endpoint speaks the protocol, to real clients too, and lets no query run on."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from fakes.door import FakeTokens
from parley.errors import Busy, EngineTimeout
from parley.gateways.access import Door
from parley.gateways.access.answers import FAULTS
from parley.gateways.knowledge.sparql import PATH, sparql_routes
from parley.home.accounts.callers import Scope
from parley.knowledge import endpoint as endpoints
from parley.knowledge.endpoint import Endpoint
from parley.knowledge.graph import Graph
from parley.knowledge.graph.desk import Answered, Bounds, Desk
from parley.knowledge.importing.importing import take_in
from parley.knowledge.importing.types import Job
from parley.knowledge.types import Source
from parley.settings.knowledge import Sparql

FACTS = """
wd:Q133300 rdfs:label "Mount Tai"@en, "泰山"@zh ; wdt:P2044 1532.7 ; wdt:P31 wd:Q8502 .
wd:Q8502 rdfs:label "mountain"@en .
"""
NAMES = "SELECT ?l { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l } ORDER BY ?l"


class InProcess:
    """An endpoint without processes."""

    def __init__(self, **bounds: int) -> None:
        self.desk = Desk("/nowhere")
        self.desk._graph = Graph.in_memory(FACTS)  # pyright: ignore[reportPrivateUsage]
        self.bounds = Bounds(**bounds)
        self.asked: list[str] = []

    async def query(self, query: str, accept: str = "", /) -> Answered:
        self.asked.append(query)
        return self.desk.ask(query, accept, self.bounds)


def app(endpoint: InProcess, tokens: FakeTokens) -> Starlette:
    door = Door(tokens)
    return Starlette(routes=sparql_routes(door, endpoint), exception_handlers=FAULTS)  # type: ignore[arg-type]


@asynccontextmanager
async def client(
    endpoint: InProcess, scopes: frozenset[Scope] = frozenset({Scope.SERVICES})
) -> AsyncGenerator[httpx.AsyncClient]:
    tokens = FakeTokens()
    transport = httpx.ASGITransport(app(endpoint, tokens))
    headers = {"Authorization": f"Bearer {tokens.issue(scopes)}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://parley", headers=headers) as asking:
        yield asking


async def test_a_query_comes_in_three_ways() -> None:
    async with client(InProcess()) as asking:
        answers = [
            await asking.get(PATH, params={"query": NAMES}),
            await asking.post(PATH, data={"query": NAMES}),
            await asking.post(PATH, content=NAMES, headers={"Content-Type": "application/sparql-query"}),
            await asking.post(
                PATH,
                content=NAMES.encode(),
                headers={"Content-Type": "application/sparql-query; charset=utf-8"},
            ),
        ]
    bodies = {answer.text for answer in answers}
    assert len(bodies) == 1 and {answer.status_code for answer in answers} == {200}
    bindings = answers[0].json()["results"]["bindings"]
    assert {each["l"]["value"] for each in bindings} == {"Mount Tai", "mountain", "泰山"}
    assert answers[0].headers["content-type"] == "application/sparql-results+json"
    assert "parley-more" not in answers[0].headers


async def test_the_format_is_the_one_that_is_accepted() -> None:
    async with client(InProcess()) as asking:
        table = await asking.get(PATH, params={"query": NAMES}, headers={"Accept": "text/csv"})
        triples = await asking.get(
            PATH, params={"query": "CONSTRUCT WHERE { ?s ?p ?o }"}, headers={"Accept": "text/turtle"}
        )
    assert table.headers["content-type"].startswith("text/csv") and "泰山\r\n" in table.text
    assert triples.headers["content-type"].startswith("text/turtle") and '"泰山"@zh' in triples.text


async def test_that_there_is_more_is_said() -> None:
    async with client(InProcess(rows=2)) as asking:
        answer = await asking.get(PATH, params={"query": NAMES})
    assert answer.headers["parley-more"] == "true" and len(answer.json()["results"]["bindings"]) == 2


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"params": {}}, "bad_request"),
        ({"params": {"query": ""}}, "bad_request"),
        ({"params": [("query", NAMES), ("query", NAMES)]}, "bad_request"),
        ({"params": {"query": "SELECT"}}, "bad_query"),
        ({"params": {"query": "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }"}}, "bad_query"),
        ({"params": {"query": NAMES + " " * 12_000}}, "too_long"),
        ({"params": {"query": NAMES, "default-graph-uri": "urn:x"}}, "unsupported"),
        ({"params": {"query": "LOAD <http://x/>"}}, "bad_query"),
        ({"params": {"update": "CLEAR ALL"}}, "unsupported"),
        ({"data": {"update": "CLEAR ALL"}}, "unsupported"),
        ({"content": "CLEAR ALL", "type": "application/sparql-update"}, "unsupported"),
        ({"content": NAMES, "type": "text/plain"}, "bad_request"),
        ({"content": b"\xff\xfe", "type": "application/sparql-query"}, "bad_request"),
        ({"content": b"x" * 300_000, "type": "application/sparql-query"}, "too_long"),
        (
            {"content": urlencode([("a", "b")] * 60), "type": "application/x-www-form-urlencoded"},
            "bad_request",
        ),
    ],
)
async def test_what_is_no_query_is_refused_with_a_reason(request_: dict[str, object], code: str) -> None:
    endpoint = InProcess()
    async with client(endpoint) as asking:
        if "params" in request_:
            answer = await asking.get(PATH, params=request_["params"])  # type: ignore[arg-type]
        elif "data" in request_:
            answer = await asking.post(PATH, data=request_["data"])  # type: ignore[arg-type]
        else:
            content, kind = request_["content"], str(request_["type"])
            answer = await asking.post(PATH, content=content, headers={"Content-Type": kind})  # type: ignore[arg-type]
    assert 400 <= answer.status_code < 500 and answer.json()["code"] == code
    assert len(endpoint.asked) <= 1


async def test_only_who_may_use_services_may_ask() -> None:
    endpoint = InProcess()
    async with client(endpoint, frozenset({Scope.TALK, Scope.RECORDS_READ})) as asking:
        assert (await asking.get(PATH, params={"query": NAMES})).status_code == 403
        asking.headers.pop("Authorization")
        assert (await asking.get(PATH, params={"query": NAMES})).status_code == 401
    assert endpoint.asked == []


@pytest.fixture
def served() -> Generator[tuple[str, str]]:
    """A real server: its address and a key."""
    tokens = FakeTokens()
    key = tokens.issue({Scope.SERVICES})
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app(InProcess(), tokens), log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}{PATH}", key
    server.should_exit = True
    thread.join(5)
    listening.close()


@pytest.mark.extra
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_s_client_understands_every_answer(served: tuple[str, str], method: str) -> None:
    rdflib = pytest.importorskip("rdflib")
    from rdflib.plugins.stores.sparqlstore import SPARQLStore  # type: ignore[import-not-found]

    url, key = served
    for format in ("json", "xml", "csv"):
        store = SPARQLStore(
            url, method=method, returnFormat=format, headers={"Authorization": f"Bearer {key}"}
        )
        graph = rdflib.Graph(store)
        tai = rdflib.URIRef("http://www.wikidata.org/entity/Q133300")
        assert {str(row[0]) for row in graph.query(NAMES)} == {"Mount Tai", "mountain", "泰山"}
        heights = list(graph.objects(tai, rdflib.URIRef("http://www.wikidata.org/prop/direct/P2044")))
        assert [str(each) for each in heights] == ["1532.7"]
        if format != "csv":  # which has no types and no languages
            assert rdflib.Literal("泰山", lang="zh") in set(graph.objects(tai, rdflib.RDFS.label))
            assert bool(graph.query("ASK { ?s ?p ?o }"))
        assert len(list(graph.triples((None, rdflib.RDFS.label, None)))) == 3
    described = rdflib.Graph(SPARQLStore(url, method=method, headers={"Authorization": f"Bearer {key}"}))
    found = described.query(f"CONSTRUCT WHERE {{ <{tai}> ?p ?o }}")
    assert len(found.graph) == 4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A graph on disk, of some hundred triples."""
    file = tmp_path / "facts.nt"
    file.write_text("".join(f"<urn:{each}> <urn:p> <urn:{each % 7}> .\n" for each in range(300)), "utf-8")
    take_in(tmp_path / "graph", [Job(file, Source("facts"))])
    return tmp_path / "graph"


NEVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
"""No row comes before all are counted: 300⁵."""


async def test_a_query_that_never_ends_is_ended_with_its_process(folder: Path) -> None:
    async with Endpoint(folder, Sparql(seconds=0.3)) as endpoint:
        assert b'"true"' not in (await endpoint.query("ASK { ?s ?p ?o }")).body
        (before,) = endpoint.pids
        with pytest.raises(EngineTimeout, match=r"0\.3 seconds"):
            await endpoint.query(NEVER)
        answered = await endpoint.query("SELECT ?s { ?s ?p <urn:3> }")
        assert b"urn:3" in answered.body
        assert endpoint.pids != [before]


async def test_an_import_is_seen_by_the_next_query(folder: Path, tmp_path: Path) -> None:
    async with Endpoint(folder, Sparql()) as endpoint:
        count = "SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o }"
        assert b'"300"' in (await endpoint.query(count)).body
        more = tmp_path / "more.nt"
        more.write_text("<urn:new> <urn:p> <urn:other> .\n", "utf-8")
        take_in(folder, [Job(more, Source("more"))])
        assert b'"301"' in (await endpoint.query(count)).body


async def test_too_many_at_once_are_told_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "_WAITING", 2)
    async with Endpoint(folder, Sparql()) as endpoint:
        asked = [endpoint.query("ASK { ?s ?p ?o }") for _ in range(5)]
        answers = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(each, Busy) for each in answers) == 3
    assert sum(isinstance(each, Answered) for each in answers) == 2
