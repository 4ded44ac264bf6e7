"""Which relation a question asks for that no pattern fits, told by what the relations are called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from parley.knowledge.asking.masking import Masked
from parley.knowledge.asking.normal import SLOTS, R, X, normal
from parley.knowledge.asking.pairing import Pairing, certainty, plain, signs
from parley.knowledge.asking.relations import cues, patterns, words
from parley.knowledge.asking.templates import templates
from parley.knowledge.asking.types import Meaning, Reading, Shape, Thing
from parley.knowledge.graph import Graph
from parley.language.understanding.model.features import stem

_MOST_CUTS, _MOST_RELATIONS, _MOST_NAMES = 4, 60, 4
_PRIOR, _LENGTH = 1.0, 4.0
"""How much the linker's confidence and a name's length weigh beside the words around it."""
_CLEAR = 3.0
"""Log odds by which the best guess must be ahead of any that has another answer. Where it was less, 28 % of
1,514 guesses were wrong, else 3 % (KgCLUE's dev part and a quarter of its train part)."""
_SELDOM = frozenset({"P31", "P279", "P625"})
_ASKS = re.compile(
    r"^(?:(?:in|on|at|to|of|from|by|for) )?(?:what|who|where|when|how|whose|name)\b|\bwhat\b|\bwho\b|"
    r"谁|什么|哪|多少|几|多[大长高远久重宽深快厚]|吗$|怎么|怎样|如何|何|不$"
)
_NEVER = re.compile(
    r"\b(?:i|me|my|mine|you|your|we|our|us|weather|forecast|today|tonight|tomorrow|yesterday|time is it|"
    r"timer|alarm|remind|"
    r"play|turn|open|set|call|send|news|traffic|route|way to|get to|restaurants?|hotels?|flights?|"
    r"tickets?|stock|price of|"
    r"next|nearest|should|could|would|can|why|feel|think)\b"
    r"|我|你|咱|天气|气温|下雨|今天|明天|昨天|今晚|现在几点|怎么做|闹钟|提醒|播放|打开|关掉|关上|导航|新闻|路况|怎么走|怎么去|附近|"
    r"股价|股票|航班|机票|酒店|为什么|帮|讲个|放一首|来一首|唱"
)
"""Of now, of the speaker or of the house: nothing that a graph tells."""


_PLAINLY = 0.98


@dataclass(frozen=True, slots=True)
class _Option:
    form: str
    thing: Thing
    relation: str
    name: str
    score: float


class Guesser:
    """Guesses relations, and tells how sure each guess is."""

    def __init__(self, graph: Graph, model: Pairing, *, loose: bool = False) -> None:
        """``loose`` lets questions have words that nobody has seen with the relation: for a model that was
        fitted on many questions of the same kind, where nothing else than questions is asked."""
        self._graph = graph
        self._model = model
        self._loose = loose

    def readings(self, cuts: Sequence[Masked], language: str) -> list[Reading]:
        """The likeliest fact that a question asks for, and then those that are not much less likely.

        If one of those has another answer, nobody can tell which is meant.
        """
        options = [each for cut in cuts for each in self._options(cut, language)]
        if not options:
            return []
        if plainly := [each for each in options if _asked_plainly(each)]:
            longest = max(plainly, key=_likely)
            sure = _PLAINLY * max(longest.thing.sure, 0.5)
            same = [each for each in plainly if _likely(each) == _likely(longest)]
            return [Reading(Meaning(Shape.FACT, each.relation), (each.thing,), sure) for each in same]
        best: dict[tuple[str, str], _Option] = {}
        for each in options:
            key = each.thing.candidate.id, each.relation
            if key not in best or best[key].score < each.score:
                best[key] = each
        ordered = sorted(best.values(), key=lambda each: -each.score)
        scores = np.array([each.score for each in ordered], np.float32)
        shares = np.exp(scores - scores[0])
        first = ordered[0]
        found = signs(first.form, first.name, scores.tolist(), shares / shares.sum())
        sure = certainty(self._model, found)
        close = [each for each in ordered if first.score - each.score < _CLEAR]
        return [Reading(Meaning(Shape.FACT, each.relation), (each.thing,), sure) for each in close]

    def _options(self, cut: Masked, language: str) -> Iterator[_Option]:
        if len(cut.things) != 1:
            return
        form = cut.forms[-1]
        if _NEVER.search(form) or not form.strip(" " + SLOTS):
            return
        asks = bool(_ASKS.search(form)) or (self._loose and len(cut.forms) > 1)
        for thing in cut.things[0]:
            if thing.literal is not None:
                continue
            prior = _PRIOR * float(np.log(max(thing.sure, 0.01))) + _LENGTH * cut.share / (
                len(form) + cut.share
            )
            for relation in list(self._graph.facts(thing.candidate.id, language, 300))[:_MOST_RELATIONS]:
                for name in self._names(relation, language):
                    if not (asks or name in form) or not (
                        self._loose or explained(form, relation, name, language)
                    ):
                        continue
                    yield _Option(form, thing, relation, name, self._model.score(form, name) + prior)

    def _names(self, relation: str, language: str) -> list[str]:
        if relation in _SELDOM:
            return []
        own = words(language).get(relation)
        known = own.names[:_MOST_NAMES] if own else []
        graph = self._graph.relation_name(relation, language)
        return list(dict.fromkeys(plain(each) for each in (graph, *known) if each))


def _likely(option: _Option) -> tuple[int, float]:
    """Of what is asked plainly the longest name is meant: "population density", not "population"."""
    return len(option.name), option.thing.sure


def _asked_plainly(option: _Option) -> bool:
    """Whether a question is one that any relation is asked for in, with this one's own name."""
    form = option.form.replace(SLOTS[0], X)
    at = form.find(option.name)
    return at >= 0 and bool(
        templates().usual.get(form[:at] + R + form[at + len(option.name) :], frozenset()) & _FACTS
    )


_FACTS = frozenset({"fact", "person", "place", "thing", "number", "day", "text"})


def explained(form: str, relation: str, name: str, language: str) -> bool:
    """Whether the words of a question are all such as ask for this relation.

    "Where is the airport of X" has a word that nobody needs who asks where X is.
    """
    known = _usual(language) | _own(relation, language) | frozenset(_pieces(name)) | _told_by(name, language)
    return sum(each not in known for each in _pieces(form)) == 0


_HAN = re.compile(r"[\u3400-\u9fff]")
_PIECE = re.compile(r"[\u3400-\u9fff]|[a-z0-9\u00c0-\u024f]+")


def _pieces(text: str) -> list[str]:
    return [each if _HAN.match(each) else stem(each) for each in _PIECE.findall(text)]


@cache
def _usual(language: str) -> frozenset[str]:
    """Words that ask for any relation."""
    groups = ("fact", "person", "place", "thing", "number", "day", "text")
    return frozenset(
        piece
        for group in groups
        for text in patterns(language)[group]
        for piece in _pieces(normal(_SLOT.sub(" ", text)))
    )


_SLOT = re.compile(r"\{\w\}")


@cache
def _own(relation: str, language: str) -> frozenset[str]:
    """Words that ask for one of the house's relations."""
    own = words(language).get(relation)
    texts = (*own.names, *own.asks) if own else ()
    return frozenset(piece for text in texts for piece in _pieces(normal(_SLOT.sub(" ", text))))


@cache
def _told_by(name: str, language: str) -> frozenset[str]:
    """Words that ask for relations of this name."""
    return frozenset(
        piece for cue, named in cues(language).items() if name in named for piece in _pieces(normal(cue))
    )
