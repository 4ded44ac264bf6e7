"""The starter graph: what ships, what it says, and that its questions have the answers that it gives."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Store

from fakes.starter_questions import FOLDER, HALVES, Oracle, questions, starter_store
from parley.knowledge import terms
from parley.knowledge.starter.coverage import table
from parley.knowledge.starter.shipped import FOLDER as STARTER
from parley.knowledge.starter.shipped import shipped

DOCUMENTS = Path(__file__).resolve().parents[2] / "docs" / "knowing"
MOST_BYTES = 4_000_000


@pytest.fixture(scope="module")
def store() -> Store:
    return starter_store()


@cache
def halves() -> tuple[str, ...]:
    return tuple(each for each in HALVES if (FOLDER / f"{each}.en.tsv").exists())


def select(store: Store, query: str) -> list[str]:
    """The first column."""
    return [row[0].value for row in store.query(query, use_default_graph_as_union=True)]  # type: ignore[union-attr]


def test_every_file_is_the_one_that_was_built_and_all_are_small() -> None:
    for each in shipped():
        data = each.file.read_bytes()
        assert hashlib.sha256(data).hexdigest() == each.sha256, each.name
    assert sum(each.file.stat().st_size for each in shipped()) <= MOST_BYTES
    assert {each.file.name for each in shipped()} == {
        each.name for each in (STARTER / "data").glob("*.nt.zst")
    }


def test_every_source_names_its_licence_and_those_that_must_ship_do() -> None:
    for each in shipped():
        assert each.title and each.licence and each.url.startswith("https://") and each.version
        if each.licence in ("MIT", "ODbL-1.0", "Unicode-3.0") or each.licence.startswith("LicenseRef-"):
            assert (STARTER / "data" / f"LICENSE.{each.name}").stat().st_size > 500, each.name


def test_as_many_triples_are_in_the_files_as_is_said(store: Store) -> None:
    assert len(store) == sum(each.triples for each in shipped())


def test_whatever_is_said_of_a_thing_it_has_a_name(store: Store) -> None:
    """A value nobody can name cannot be said."""
    nameless = select(
        store,
        f"SELECT DISTINCT ?y {{ ?x ?p ?y FILTER(isIRI(?y)) FILTER NOT EXISTS {{ ?y <{terms.LABEL}> ?l }} }}",
    )
    assert nameless == []


def test_every_relation_and_class_has_a_name_in_both_languages(store: Store) -> None:
    told = {terms.LABEL, terms.ALIAS, terms.DESCRIPTION, terms.POPULARITY, terms.UNIT}
    for language in ("en", "zh"):
        unnamed = select(
            store,
            f"SELECT DISTINCT ?p {{ ?x ?p ?y FILTER NOT EXISTS "
            f'{{ ?p <{terms.LABEL}> ?l FILTER(lang(?l) = "{language}") }} }}',
        )
        assert set(unnamed) <= told, language
        unnamed = select(
            store,
            f"SELECT DISTINCT ?c {{ ?x <{terms.INSTANCE}> ?c FILTER NOT EXISTS "
            f'{{ ?c <{terms.LABEL}> ?l FILTER(lang(?l) = "{language}") }} }}',
        )
        assert unnamed == [], language


@pytest.mark.parametrize(
    "relation", ["P1082", "P2046", "P2044", "P2043", "P569", "P570", "P577", "P246", "P1086"]
)
def test_what_has_one_value_has_one(store: Store, relation: str) -> None:
    """Sources that disagree are settled while building: the first in sources.yaml is believed."""
    several = select(
        store,
        f"SELECT ?x {{ ?x <{terms.relation(relation)}> ?y }} GROUP BY ?x HAVING (COUNT(DISTINCT ?y) > 1)",
    )
    assert several == []


def test_nobody_died_before_being_born_or_lived_beyond_belief(store: Store) -> None:
    query = f"SELECT ?x ?b ?d {{ ?x <{terms.DIRECT}P569> ?b ; <{terms.DIRECT}P570> ?d }}"
    rows = list(store.query(query, use_default_graph_as_union=True))  # type: ignore[arg-type]
    assert len(rows) > 3000
    for row in rows:
        assert 0 < int(row[2].value) - int(row[1].value) <= 122, row[0].value


def test_every_country_has_a_capital_people_an_area_a_currency_and_both_names(store: Store) -> None:
    lacking: dict[str, list[str]] = {}
    for relation in ("P36", "P1082", "P2046", "P38", "P37", "P30", "P78"):
        lacking[relation] = select(
            store,
            f"SELECT ?x {{ ?x <{terms.INSTANCE}> <{terms.ENTITY}Q6256> "
            f"FILTER NOT EXISTS {{ ?x <{terms.DIRECT}{relation}> ?y }} }}",
        )
    # world-countries has no currency of Micronesia.
    assert lacking.pop("P38") == ["urn:parley:iso3166:FM"]
    assert not any(lacking.values()), lacking
    chinese = select(
        store,
        f"SELECT ?x {{ ?x <{terms.INSTANCE}> <{terms.ENTITY}Q6256> ; <{terms.LABEL}> ?l"
        f' FILTER(lang(?l) = "zh") }}',
    )
    assert len(chinese) == len(set(chinese)) == 194


@pytest.mark.parametrize("half", halves())
def test_the_answers_to_the_questions_are_what_the_graph_says(store: Store, half: str) -> None:
    oracle = Oracle(store)
    wrong = [each for each in questions(half) if oracle.answer(each.query) != each.answer]
    assert wrong == []


@pytest.mark.parametrize("half", halves())
def test_the_questions_are_many_and_varied(half: str) -> None:
    asked = questions(half)
    for language in ("en", "zh"):
        own = [each for each in asked if each.language == language]
        assert len(own) >= 100
        assert len({each.turns for each in own}) == len(own)
        kinds = {each.kind for each in own}
        assert kinds >= {"fact", "inverse", "count", "most", "compare", "check", "age", "hops", "follow"}
        assert sum(not each.answer for each in own) >= len(own) // 20


def test_no_question_is_in_both_halves() -> None:
    turns = [each.turns for half in halves() for each in questions(half)]
    bare = [re.sub(r"\W", "", " ".join(each)).casefold() for each in turns]
    assert len(set(bare)) == len(bare)


@pytest.mark.parametrize("name", ["starter.md", "starter.zh.md"])
def test_the_documents_have_the_sources_and_the_coverage_as_they_are(name: str) -> None:
    told = (DOCUMENTS / name).read_text("utf-8")
    for each in shipped():
        assert (
            f"| `{each.name}` | {each.title} | {each.version} | {each.licence} | {each.triples:,} |" in told
        )
    assert "\n".join(table()) in told
