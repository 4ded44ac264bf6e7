"""What the model learns of real utterances: SMP2019, in Chinese, four fifths of it to learn from."""

from __future__ import annotations

import json
import random
import time

from data import TEST_DATA, needs_data
from parley.language.understanding.model import Example, Slot, train


def utterances() -> list[Example]:
    found: list[Example] = []
    for row in json.loads((TEST_DATA / "language" / "nlu" / "smp2019_train.json").read_bytes()):
        slots = tuple(
            Slot(name, start, start + len(value))
            for name, values in row["slots"].items()
            for value in (values if isinstance(values, list) else [values])
            if value and (start := row["text"].find(value)) >= 0
        )
        found.append(Example(row["text"], f"{row['domain']}_{row['intent']}", slots))
    random.Random(1).shuffle(found)
    return found


@needs_data
def test_it_understands_utterances_it_never_saw() -> None:
    every = utterances()
    cut = len(every) * 4 // 5
    model = train(every[:cut])
    tests = every[cut:]
    began = time.process_time()
    readings = [model.read(one.text) for one in tests]
    seconds = time.process_time() - began
    right = sum(reading.guess.intent == one.intent for reading, one in zip(readings, tests, strict=True))
    same = sum(len(set(r.slots) & set(one.slots)) for r, one in zip(readings, tests, strict=True))
    total = sum(len(r.slots) + len(one.slots) for r, one in zip(readings, tests, strict=True))
    # Somewhat below what benchmarks/understanding.py measures: a change for the worse is to be seen.
    assert right / len(tests) > 0.875
    assert 2 * same / total > 0.74
    assert len(tests) / seconds > 300
