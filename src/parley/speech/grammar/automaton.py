"""What may be said, as the smallest automaton over words.

States are made from the ends of the sentences backwards, and a state is looked up by what may follow it
before it is made: two with the same remainders are one from the beginning, so that nothing is left to
minimise (the register of Daciuk et al., Computational Linguistics 26(1), 2000). A rule is built once for
each state that may follow it, however many sentences refer to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from parley.errors import BadText
from parley.speech.grammar.rules import Both, Either, Named, Node, Rules, Words

_MOST_STATES = 100_000
"""States made on the way, about 1 s of work; the skills' own grammars make 20,000 and keep 1,500."""

_LONGEST_SENTENCE = 120
"""Words; more are not said in the half minute that is listened to."""

_DEAD = 0
"""The state from which no sentence ends."""


@dataclass(frozen=True, slots=True)
class State:
    """A place in a sentence; equal states have equal remainders."""

    final: bool
    """A sentence may end here."""

    arcs: Mapping[str, int]
    """The words that may follow, in alphabetical order, and the index of the state they lead to."""


@dataclass(frozen=True, slots=True)
class Automaton:
    """Whole sentences are the ways from the first state to a final one; none with fewer states says the same.

    Deterministic, without circles; equal grammars give equal automata.
    """

    states: tuple[State, ...]

    @property
    def empty(self) -> bool:
        """Nothing can be said."""
        return not self.states[0].arcs

    def accepts(self, words: Sequence[str]) -> bool:
        """Whether the words are a whole sentence."""
        state = self.states[0]
        for word in words:
            if word not in state.arcs:
                return False
            state = self.states[state.arcs[word]]
        return state.final

    def words(self) -> frozenset[str]:
        """Every word that may be said."""
        return frozenset(word for state in self.states for word in state.arcs)


def automaton_of(rules: Rules) -> Automaton:
    """Build the automaton of rules.

    Raises ``BadText`` for a sentence of more than 120 words, and for a grammar too large to listen for.
    """
    maker = _Maker(rules.named)
    return _numbered(maker, maker.before(rules.root, maker.state(final=True, arcs={})))


_Key = tuple[bool, tuple[tuple[str, int], ...]]


@dataclass
class _Maker:
    named: Mapping[str, Node]
    states: list[_Key] = field(default_factory=lambda: [(False, ())])
    _lengths: list[int] = field(default_factory=lambda: [0])
    _known: dict[_Key, int] = field(default_factory=lambda: {(False, ()): _DEAD})
    _merged: dict[frozenset[int], int] = field(default_factory=dict[frozenset[int], int])
    _referred: dict[tuple[str, int], int] = field(default_factory=dict[tuple[str, int], int])

    def state(self, final: bool, arcs: Mapping[str, int]) -> int:
        key = final, tuple(sorted((word, to) for word, to in arcs.items() if to != _DEAD))
        if key not in self._known:
            length = max((self._lengths[to] + 1 for _, to in key[1]), default=0)
            if length > _LONGEST_SENTENCE:
                raise BadText(f"A sentence of the grammar is longer than {_LONGEST_SENTENCE} words.")
            if len(self.states) >= _MOST_STATES:
                raise BadText("The grammar is too large to listen for: give it fewer or shorter templates.")
            self._known[key] = len(self.states)
            self.states.append(key)
            self._lengths.append(length)
        return self._known[key]

    def before(self, node: Node, after: int) -> int:
        """The state from which the node leads to ``after``."""
        match node:
            case Words(words):
                for word in reversed(words):
                    after = self.state(final=False, arcs={word: after})
                return after
            case Both(parts):
                for part in reversed(parts):
                    after = self.before(part, after)
                return after
            case Either(choices):
                return self.merge(self.before(choice, after) for choice in choices)
            case Named(name):
                if (name, after) not in self._referred:
                    self._referred[name, after] = self.before(self.named[name], after)
                return self._referred[name, after]

    def merge(self, states: Iterable[int]) -> int:
        """The state whose remainders are those of all of them."""
        several = frozenset(states) - {_DEAD}
        if len(several) < 2:
            return next(iter(several), _DEAD)
        if several not in self._merged:
            ends: dict[str, set[int]] = {}
            for each in several:
                for word, to in self.states[each][1]:
                    ends.setdefault(word, set()).add(to)
            final = any(self.states[each][0] for each in several)
            arcs = {word: self.merge(to) for word, to in sorted(ends.items())}
            self._merged[several] = self.state(final, arcs)
        return self._merged[several]


def _numbered(maker: _Maker, start: int) -> Automaton:
    """The states that can be reached, in the order in which they are met: the sentences alone decide it."""
    numbers = {start: 0}
    order = [start]
    for each in order:
        for _, to in maker.states[each][1]:
            if to not in numbers:
                numbers[to] = len(order)
                order.append(to)
    return Automaton(
        tuple(
            State(final, {word: numbers[to] for word, to in arcs})
            for final, arcs in (maker.states[each] for each in order)
        )
    )
