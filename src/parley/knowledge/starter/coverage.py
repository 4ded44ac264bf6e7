"""What the starter graph has: ``python -m parley.knowledge.starter.coverage`` prints a table of kinds."""

from __future__ import annotations

from collections import Counter, defaultdict

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from parley.knowledge import terms
from parley.knowledge.packing import zstd
from parley.knowledge.starter.shipped import shipped

ENOUGH = 20
"""Things of a kind from which on it has a row of its own."""
RELATIONS = 6
"""How many of the commonest relations are told of a kind."""
_NOT_TOLD = frozenset({terms.LABEL, terms.ALIAS, terms.DESCRIPTION, terms.POPULARITY, terms.INSTANCE})


def table() -> list[str]:
    """Rows of Markdown: kind, things, how many have a Chinese name, and what is known of how many."""
    kinds: dict[str, set[str]] = defaultdict(set)
    names: dict[tuple[str, str], str] = {}
    known: dict[str, set[str]] = defaultdict(set)
    for each in shipped():
        data = zstd.decompress(each.file.read_bytes())
        for quad in parse(data, RdfFormat.N_TRIPLES):
            subject, relation, value = quad.subject, quad.predicate.value, quad.object
            assert isinstance(subject, NamedNode)
            if relation == terms.INSTANCE and isinstance(value, NamedNode):
                kinds[value.value].add(subject.value)
            elif relation == terms.LABEL and isinstance(value, Literal):
                names[subject.value, value.language or ""] = value.value
            if relation not in _NOT_TOLD:
                known[subject.value].add(relation)
    rows: list[str] = []
    for kind, things in sorted(kinds.items(), key=lambda each: (-len(each[1]), each[0])):
        if len(things) >= ENOUGH:
            chinese = sum((thing, "zh") in names for thing in things)
            count = Counter(relation for thing in things for relation in known[thing])
            told = sorted((-number, names[each, "en"]) for each, number in count.items() if number > 1)
            most = ", ".join(f"{name} {-number}" for number, name in told[:RELATIONS])
            rows.append(f"| {names[kind, 'en']} | {len(things)} | {chinese} | {most} |")
    return rows


if __name__ == "__main__":
    print("| kind | things | with a Chinese name | known of how many |\n|---|---|---|---|")
    print("\n".join(table()))
