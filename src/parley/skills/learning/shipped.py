"""What the sentences that ship teach, learned once for all houses of a user.

``python -m parley.skills.learning.shipped [KEY]`` learns it unless it is there; with a key, only where that
is the key of what ships. No house is looked at: what is learned here can hold nothing of a person's own.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from parley import cache
from parley.skills.learning.curriculum import Part, curriculum, key
from parley.skills.learning.school import write
from parley.skills.learning.shelf import KIND, MODEL, MOST, read
from parley.skills.loading import OWN, load_folder, skills_in
from parley.skills.nobodys import nobodys

OTHERS = 3
"""The process ends so where the key is of other sentences than those that ship."""


def parts() -> Sequence[Part]:
    """All skills as they come, in nobody's house."""
    installed = [load_folder(each, nobodys) for each in skills_in(OWN)]
    return [(each.name, each.sentences, each.skill.slot_types()) for each in installed]


def main(arguments: Sequence[str]) -> int:
    """Learns. The exit code: 0 when it is there, ``OTHERS``."""
    if arguments and hasattr(os, "nice"):
        os.nice(19)  # a house asks for it, and whoever is talking there comes first
    taught = parts()
    name = key(taught)
    if arguments and arguments[0] != name:
        return OTHERS
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
    sys.exit(main(sys.argv[1:]))
