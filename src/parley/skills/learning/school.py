"""Learning a curriculum, in a process of its own: ``python -m parley.skills.learning.school FILE``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from parley.language.understanding.model import Model, train
from parley.language.understanding.model.store import save
from parley.skills.learning.curriculum import Curriculum
from parley.skills.learning.lessons import lessons
from parley.skills.learning.said import write_said


def taught(course: Curriculum) -> Model:
    """The model that learned a curriculum: the same one every time."""
    examples, trial = lessons(course)
    return train(examples, trial, keep=True)


def write(course: Curriculum, path: Path) -> None:
    """The model into the file; beside it what people say, for recognisers."""
    examples, trial = lessons(course)
    write_said([*examples, *trial], path.parent)
    save(train(examples, trial, keep=True), path)


def main() -> int:
    """Reads the curriculum from standard input and writes the model into the file."""
    # Whoever is talking meanwhile comes first.
    if hasattr(os, "nice"):
        os.nice(19)
    write(Curriculum.unpacked(sys.stdin.buffer.read()), Path(sys.argv[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
