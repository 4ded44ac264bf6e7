"""What follows from the sentences that ship: compiled and learned once for all houses of a user.

``python -m parley.skills.learning.shipped [KEY|read|compiled|learned]`` does so unless it is done, or a
part of it; with a key, only where that is the key of what ships. No house is looked at: what is made here can
hold nothing of a person's own.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Sequence

from parley import cache
from parley.language.understanding import expressions
from parley.language.understanding.templates import Template
from parley.skills.learning.curriculum import Part, curriculum, key
from parley.skills.learning.school import write
from parley.skills.learning.shelf import KIND, MODEL, MOST, read
from parley.skills.loading import OWN, load_folder, skills_in
from parley.skills.nobodys import nobodys

READ, COMPILED, LEARNED = "read", "compiled", "learned"
"""Ask for no more than that sentences are read, which both others begin with, that expressions are
compiled, and that the model is learned."""
OTHERS = 3
"""The process ends so where the key is of other sentences than those that ship."""


def parts() -> Sequence[Part]:
    """All skills as they come, in nobody's house."""
    installed = [load_folder(each, nobodys) for each in skills_in(OWN)]
    return [(each.name, each.sentences, each.skill.slot_types()) for each in installed]


def templates(taught: Sequence[Part]) -> Iterator[Template]:
    """Every sentence, also those that answer or follow."""
    for _, sentences, _ in taught:
        yield from sentences.templates
        for others in (*sentences.answers.values(), *sentences.follow.values()):
            yield from others


def main(arguments: Sequence[str]) -> int:
    """Learns. The exit code: 0 when it is there, ``OTHERS``."""
    if arguments and arguments[0] not in (READ, LEARNED) and hasattr(os, "nice"):
        os.nice(19)  # a house asks for it, and whoever is talking there comes first
    taught = parts()
    if READ in arguments:
        return 0
    name = key(taught)
    if arguments and arguments[0] not in (name, COMPILED, LEARNED):
        return OTHERS
    if LEARNED not in arguments:
        expressions.keep({each for template in templates(taught) for each in template.expressions()})
    if COMPILED in arguments:
        return 0
    folder = cache.place(KIND) / name
    with cache.alone(KIND):
        if read(name) is not None:
            return 0
        with cache.fresh(folder) as made:
            made.mkdir()
            write(curriculum(taught), made / MODEL)
        cache.make_room(folder.parent, MOST)
    return 0


if __name__ == "__main__":
    # The process ends with what it makes. Looking for garbage finds none, and was a quarter of compiling.
    gc.disable()
    sys.exit(main(sys.argv[1:]))
