"""How well the model understands what it was not taught, on public sets, beside hassil and a bare peer.

Run with ``.venv/bin/python benchmarks/understanding.py``; it takes two minutes. ``PARLEY_TEST_DATA`` names
the folder with the sets. The model is trained by the product's own code on each set's training part;
thresholds come from CLINC150's validation part; what there is to choose was chosen on validation and training
parts. Times are processor time of one thread: a busy machine makes them longer too, but less. The peer
(TF-IDF of words and characters with LinearSVC) runs where scikit-learn is installed. The test data have one
of the ten folds of HWU64, whose aims are of all ten; ``--hwu64 FOLDER`` takes them all (the folder
CrossValidation/autoGeneFromRealAnno of xliuhw/NLU-Evaluation-Data) and takes some two minutes more. A line of
progress on standard error tells each fold.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import io
import json
import os
import random
import re
import statistics
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")
TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path.insert(0, str(TESTS))

import numpy as np  # noqa: E402
import yaml  # noqa: E402

from commands import INTENTS, Asked, altogether, asked, first_command, right_slots  # noqa: E402
from data import TEST_DATA  # pyright: ignore[reportMissingImports]  # noqa: E402
from parley.clock import SystemClock  # noqa: E402
from parley.language.understanding.model import Example, Model, Slot, train  # noqa: E402
from parley.language.understanding.model.certainty import CAUGHT  # noqa: E402
from parley.language.understanding.model.store import load, save  # noqa: E402
from parley.language.understanding.normal import forms  # noqa: E402
from parley.skills.guessing import Guesser  # noqa: E402
from parley.skills.learning.curriculum import curriculum  # noqa: E402
from parley.skills.learning.school import taught  # noqa: E402
from parley.skills.service import Skills  # noqa: E402

SETS = TEST_DATA / "language" / "nlu"
_MARKED = re.compile(r"\[\s*([^\]:]+?)\s*:\s*([^\]]*?)\s*\]")


def clinc() -> dict[str, list[Example]]:
    """CLINC150 by part; what is out of scope has no intent."""
    stored = json.loads((SETS / "clinc150_full.json").read_bytes())
    return {
        part: [Example(text, None if intent == "oos" else intent) for text, intent in rows]
        for part, rows in stored.items()
    }


def hwu64(folder: Path | None) -> Iterator[tuple[list[Example], list[Example]]]:
    """Training and test part of each fold: the sentences as annotated."""
    with tempfile.TemporaryDirectory(prefix="parley-") as place:
        if folder is None:
            folder = Path(place)
            with tarfile.open(SETS / "hwu64_KFold_1_csv.tgz") as archive:
                archive.extractall(folder, filter="data")
        for fold in sorted(folder.rglob("KFold_*")):
            if fold.is_dir():
                yield _annotated(fold / "trainset"), _annotated(fold / "testset" / "csv")


def _annotated(folder: Path) -> list[Example]:
    found: list[Example] = []
    for path in sorted(folder.glob("*.csv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        first = next(number for number, line in enumerate(lines) if line.startswith("answerid;"))
        for row in csv.DictReader(io.StringIO("\n".join(lines[first:])), delimiter=";"):
            if row["answer_annotation"]:
                found.append(_marked(row["answer_annotation"], f"{row['scenario']}_{row['intent']}"))
    return found


def _marked(text: str, intent: str) -> Example:
    """``wake me at [time : six]``, without the marks."""
    plain, slots, done = "", list[Slot](), 0
    for mark in _MARKED.finditer(text):
        plain += text[done : mark.start()]
        slots.append(Slot(mark[1], len(plain), len(plain) + len(mark[2])))
        plain += mark[2]
        done = mark.end()
    return Example(plain + text[done:], intent, tuple(slots))


def snips() -> tuple[list[Example], list[Example]]:
    """SNIPS of 2017: the full training part and the validation part, which everybody reports on."""
    parts: tuple[list[Example], list[Example]] = [], []
    with tarfile.open(SETS / "snips_2017_06.tgz") as archive:
        for name in sorted(archive.getnames()):
            found = re.search(r"(train|validate)_(\w+?)(_full)?\.json$", name)
            if not found or (found[1] == "train") != bool(found[3]):
                continue
            file = archive.extractfile(name)
            raw = file.read() if file else b""
            try:
                stored = json.loads(raw.decode())
            except UnicodeDecodeError:
                stored = json.loads(raw.decode("latin-1"))
            for row in stored[found[2]]:
                text, slots = "", list[Slot]()
                for part in row["data"]:
                    if "entity" in part:
                        slots.append(Slot(part["entity"], len(text), len(text) + len(part["text"])))
                    text += part["text"]
                parts[found[1] == "validate"].append(Example(text, found[2], tuple(slots)))
    return parts


def smp2019() -> list[Example]:
    """SMP2019, in Chinese, in an order of chance; each slot where its value first stands."""
    found: list[Example] = []
    for row in json.loads((SETS / "smp2019_train.json").read_bytes()):
        slots: list[Slot] = []
        for name, values in row["slots"].items():
            for value in values if isinstance(values, list) else [values]:
                if value and (start := row["text"].find(value)) >= 0:
                    slots.append(Slot(name, start, start + len(value)))
        found.append(Example(row["text"], f"{row['domain']}_{row['intent']}", tuple(slots)))
    random.Random(1).shuffle(found)
    return found


class Peer:
    """A bare classifier of scikit-learn's own parts."""

    def __init__(self, examples: Sequence[Example]) -> None:
        text = importlib.import_module("sklearn.feature_extraction.text")
        pipeline = importlib.import_module("sklearn.pipeline")
        machine = importlib.import_module("sklearn.svm").LinearSVC(random_state=0)
        words = r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+"
        look = pipeline.FeatureUnion(
            [
                ("runs", text.TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)),
                ("words", text.TfidfVectorizer(ngram_range=(1, 2), token_pattern=words, sublinear_tf=True)),
            ]
        )
        began = time.process_time()
        self.line = pipeline.make_pipeline(look, machine)
        self.line.fit([one.text for one in examples], [one.intent for one in examples])
        self.seconds = time.process_time() - began

    def right(self, tests: Sequence[Example]) -> float:
        guesses = self.line.predict([one.text for one in tests])
        return share(guess == one.intent for guess, one in zip(guesses, tests, strict=True))

    def sure(self, tests: Sequence[Example]) -> tuple[np.ndarray, list[str]]:
        margins = self.line.decision_function([one.text for one in tests])
        return margins.max(1), [self.line.classes_[place] for place in margins.argmax(1)]


def share(found: Iterator[bool] | Sequence[bool]) -> float:
    every = list(found)
    return 100 * sum(every) / max(len(every), 1)


def learned(examples: Sequence[Example], held: Sequence[Example] | None = None) -> tuple[Model, float]:
    began = time.process_time()
    model = train(examples, held)
    return model, time.process_time() - began


def speed(model: Model, tests: Sequence[Example]) -> float:
    """Utterances a second, one after the other."""
    began = time.process_time()
    for one in tests:
        model.read(one.text)
    return len(tests) / (time.process_time() - began)


def loading(model: Model) -> str:
    with tempfile.TemporaryDirectory(prefix="parley-") as folder:
        path = Path(folder) / "model.npz"
        save(model, path)
        times: list[float] = []
        for _ in range(5):
            began = time.perf_counter()
            load(path)
            times.append(time.perf_counter() - began)
        return f"{path.stat().st_size / 1e6:.1f} MB, read in {1000 * statistics.median(times):.0f} ms"


def show_clinc(peer: bool) -> None:
    part = clinc()
    held = part["val"] + part["oos_val"]
    model, seconds = learned(part["train"] + part["oos_train"], held)
    inside = [model.classifier.guess(one.text) for one in part["test"]]
    outside = [model.classifier.guess(one.text) for one in part["oos_test"]]
    known = model.classifier.certainty
    print("CLINC150, in scope understood / out of scope left alone, %")
    for name, least, aim in (("strict", known.ask, "92 / 40"), ("ask again", known.act, "88 / 86")):
        taken = share(
            guess.intent == one.intent and guess.probability >= least
            for guess, one in zip(inside, part["test"], strict=True)
        )
        left = share(guess.probability < least for guess in outside)
        print(f"  Parley, {name:10} {taken:5.1f} / {left:.1f}   aim {aim}")
    every = sorted(
        (guess.probability, guess.intent == one.intent)
        for guess, one in zip([*inside, *outside], part["test"] + part["oos_test"], strict=True)
    )
    tenths = [every[start : start + len(every) // 10] for start in range(0, len(every), len(every) // 10)]
    gaps = [
        abs(statistics.mean(p for p, _ in one) - statistics.mean(hit for _, hit in one)) for one in tenths
    ]
    print(f"  probabilities are off by {100 * statistics.mean(gaps):.1f} points on average")
    print(f"  trained in {seconds:.1f} s, {speed(model, part['test']):,.0f} utterances/s; {loading(model)}")
    if peer:
        bare = Peer(part["train"])
        sure, guesses = bare.sure(held)
        hit = np.array([guess == one.intent for guess, one in zip(guesses, held, strict=True)])
        out = np.array([one.intent is None for one in held])
        strict = max(
            np.quantile(sure, np.linspace(0, 0.5, 201)), key=lambda least: _rights(sure, hit, out, least)
        )
        tests, beyond = bare.sure(part["test"]), bare.sure(part["oos_test"])
        for name, least in (("strict", strict), ("ask again", np.quantile(sure[out], CAUGHT))):
            taken = share(
                guess == one.intent and value >= least
                for value, guess, one in zip(*tests, part["test"], strict=True)
            )
            print(f"  LinearSVC, {name:10} {taken:.1f} / {share(list(beyond[0] < least)):.1f}")
        print(f"  LinearSVC trained in {bare.seconds:.1f} s", flush=True)


def _rights(sure: np.ndarray, hit: np.ndarray, out: np.ndarray, least: float) -> int:
    return int((hit & (sure >= least)).sum() + (out & (sure < least)).sum())


def measure(
    name: str, folds: Sequence[tuple[Sequence[Example], Sequence[Example]]], aim: str, peer: bool
) -> None:
    """Intent accuracy and F1 of slots with their place, over the folds."""
    intents, scores, both, seconds, rates, bare = ([] for _ in range(6))
    for lessons, tests in folds:
        model, took = learned(lessons)
        seconds.append(took)
        rates.append(speed(model, tests))
        readings = [model.read(one.text) for one in tests]
        pairs = list(zip(readings, tests, strict=True))
        intents.append(share(reading.guess.intent == one.intent for reading, one in pairs))
        same = sum(len(set(reading.slots) & set(one.slots)) for reading, one in pairs)
        total = sum(len(reading.slots) + len(one.slots) for reading, one in pairs)
        scores.append(200 * same / total)
        both.append(
            share(r.guess.intent == one.intent and set(r.slots) == set(one.slots) for r, one in pairs)
        )
        if peer:
            bare.append(Peer(lessons).right(tests))
        if len(folds) > 1:
            done = f"{name}: fold {len(intents)} of {len(folds)}"
            print(f"{done}, intent {intents[-1]:.1f}, slots F1 {scores[-1]:.1f}", file=sys.stderr, flush=True)
    tests = sum(len(part) for _, part in folds)
    print(f"{name}, {tests:,} utterances of {len(folds)} test part{'s' * (len(folds) > 1)}, %")
    mean = statistics.mean
    print(f"  Parley     intent {mean(intents):.1f}   slots F1 {mean(scores):.1f}   aim {aim}")
    print(f"             both exact {mean(both):.1f}")
    if len(folds) > 1:
        print(f"             each fold: intent {min(intents):.1f} to {max(intents):.1f}", end="")
        print(f", slots {min(scores):.1f} to {max(scores):.1f}")
    print(f"  trained in {max(seconds):.1f} s, {mean(rates):,.0f} utterances/s")
    if peer:
        print(f"  LinearSVC  intent {mean(bare):.1f}")
    sys.stdout.flush()


def show_hassil(tests: Sequence[Example], outside: Sequence[Example]) -> None:
    """Home Assistant's English templates on utterances about lights, plugs and time; they cannot learn."""
    hassil = importlib.import_module("hassil")
    merged: dict[str, object] = {"language": "en", "intents": {}}
    lists: dict[str, object] = {}
    with tarfile.open(SETS / "ha_intents_en_zhcn_tests_sentences.tgz") as archive:
        for name in archive.getnames():
            if re.search(r"sentences/en/.*\.yaml$", name) and (file := archive.extractfile(name)):
                _merge(merged, yaml.safe_load(file))
        if file := archive.extractfile("tests/en/_fixtures.yaml"):
            fixtures = yaml.safe_load(file)
            lists = {
                "area": hassil.intents.TextSlotList.from_strings(_names(fixtures.get("areas", []))),
                "floor": hassil.intents.TextSlotList.from_strings(_names(fixtures.get("floors", []))),
                "name": hassil.intents.TextSlotList.from_strings(_names(fixtures.get("entities", []))),
            }
    intents = hassil.Intents.from_dict(merged)
    began = time.process_time()
    found = [_recognised(hassil, one.text, intents, lists) for one in tests]
    rate = len(tests) / (time.process_time() - began)
    beyond = [_recognised(hassil, one.text, intents, lists) for one in outside]
    print("hassil with Home Assistant's English templates, %")
    print(
        f"  {len(tests)} utterances about lights, plugs, time: {share(found):.1f} recognised, {rate:,.0f}/s"
    )
    print(f"  {len(outside)} of CLINC150's out of scope: {share(beyond):.1f} taken", flush=True)


def show_product(tests: Sequence[Asked], outside: Sequence[Example], talk: Sequence[Example]) -> None:
    """The product as it is installed: its sentences, and the model that learned them.

    What is right is what is right in ``commands.py``: intent and slots, of all that the product makes of it.
    """
    skills = Skills.load(SystemClock())
    parts = [(each.name, each.sentences, each.skill.slot_types()) for each in skills.known.installed]
    began = time.process_time()
    model = taught(curriculum(parts))
    seconds = time.process_time() - began
    guesser = Guesser(parts)
    guesser.know(model)
    skills.warm()
    texts = [one.text for one in talk]

    skills.guess_with(guesser)
    for one in outside[:200]:
        first_command(skills, one.text)
    rates: list[float] = []
    # What sentences take, what they do not take, and what all of it costs the model.
    taken, others = list[str](), list[str]()
    fresh = {True: 0.0, False: 0.0}
    for text in texts:
        began = time.process_time()
        said = forms(text)
        fits = bool(said and skills.known.whole.best(said, "en"))
        fresh[fits] += time.process_time() - began
        (taken if fits else others).append(text)
    for said, step in (
        (taken, lambda text: skills.known.whole.best(forms(text), "en")),
        (others, lambda text: skills.known.whole.best(forms(text), "en")),
        (texts, lambda text: guesser.guess(text, "en")),
        (texts, lambda text: model.read(text)),
    ):
        began = time.process_time()
        for text in said:
            step(text)
        rates.append(len(said) / (time.process_time() - began))
    read = [(one, first_command(skills, one.text)) for one in tests]
    hits = [(one, found) for one, found in read if found is not None and found.intent in INTENTS[one.label]]
    right = [right_slots(one, found) for one, found in hits]
    asked_back = [bool(skills.read(one.text, "en").commands) and found is None for one, found in read]
    sentences = [skills.known.whole.best(forms(one.text), "en") is not None for one in tests]
    beyond = [first_command(skills, one.text) is not None for one in outside]
    exactly = [bool(forms(one.text) and skills.known.whole.best(forms(one.text), "en")) for one in outside]
    print("Parley as installed, %")
    print(f"  {len(parts)} skills, {len(skills.known.templates):,} sentences, learned in {seconds:.1f} s")
    print(
        f"  {len(tests)} utterances about lights, plugs, time: {share(sentences):.1f} by a sentence,", end=" "
    )
    intent, slots = 100 * len(hits) / len(tests), 100 * sum(right) / len(tests)
    print(f"{intent:.1f} right intent, {slots:.1f} with slots, {share(asked_back):.1f} asked about")
    print(f"  {altogether(skills, list(tests), list(asked('trainset')))}")
    print(f"  {len(outside)} of CLINC150's out of scope: {share(beyond):.1f} acted on, ", end="")
    print(f"{share(exactly):.1f} by a sentence")
    first = len(taken) / fresh[True], len(others) / fresh[False]
    print(f"  sentences {first[0]:,.0f}/s where one fits, {first[1]:,.0f}/s where none does; ", end="")
    print(f"read again {rates[0]:,.0f}/s and {rates[1]:,.0f}/s", end="; ")
    print(f"a guess {rates[2]:,.0f}/s, of it the model {rates[3]:,.0f}/s", flush=True)


def _recognised(hassil: object, text: str, intents: object, lists: dict[str, object]) -> bool:
    return hassil.recognize(text, intents, slot_lists=lists) is not None  # pyright: ignore[reportAttributeAccessIssue]


def _merge(into: dict, more: dict) -> None:
    for key, value in more.items():
        if isinstance(value, dict):
            _merge(into.setdefault(key, {}), value)
        elif isinstance(value, list):
            into[key] = [*into.get(key, []), *value]
        else:
            into[key] = value


def _names(things: Sequence[dict]) -> list[str]:
    return [re.sub(r"[\[\]<>(){}|]", " ", str(thing["name"])) for thing in things]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hwu64", type=Path, help="folder with all folds")
    parser.add_argument("--only-hwu64", action="store_true", help="nothing else")
    chosen = parser.parse_args()
    if not SETS.is_dir():
        print(f"The sets are not in {SETS}: set PARLEY_TEST_DATA.")
        return 1
    peer = importlib.util.find_spec("sklearn") is not None
    if not peer:
        print("scikit-learn is not installed: the LinearSVC beside Parley is left out.")
    if not chosen.only_hwu64:
        show_clinc(peer)
    folds = list(hwu64(chosen.hwu64))
    aim = "89.5, 79" if len(folds) > 1 else "89.5, 79 (of all ten folds: --hwu64)"
    measure("HWU64", folds, aim, peer)
    if chosen.only_hwu64:
        return 0
    measure("SNIPS", [snips()], "98.6, 94", peer)
    rows = smp2019()
    cuts = [len(rows) * number // 5 for number in range(6)]
    turns = [(rows[:a] + rows[b:], rows[a:b]) for a, b in pairwise(cuts)]
    measure("SMP2019, five times 80/20", turns, "89.5, 76", peer)
    home = list(asked())
    parts = clinc()
    show_hassil([Example(one.text, None) for one in home], parts["oos_test"][:200])
    show_product(home, parts["oos_test"], parts["test"][:2000])
    return 0


if __name__ == "__main__":
    sys.exit(main())
