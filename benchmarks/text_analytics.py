"""How good and how fast text analytics is, on public sets that nothing was learned from, beside named peers.

Run with ``.venv/bin/python benchmarks/text_analytics.py FOLDER [--peers]``; without FOLDER only speed is
measured. Files of FOLDER, each used where it is there (their licences keep Parley from shipping them), for
feelings: ``stsa.fine.test`` and ``stsa.binary.test`` (Stanford Sentiment Treebank), ``go_test.tsv``
(GoEmotions), ``custrev.pos`` and ``.neg`` (customer reviews), ``htl.csv`` (ChnSentiCorp hotels),
``waimai.csv`` (deliveries); for names: ``conll_test.txt`` (CoNLL 2003), ``wnut_test.conll`` (W-NUT 17),
``msra_test.txt`` (MSRA) and ``boson.txt`` (BosonNLP). ``--peers`` installs vaderSentiment, SnowNLP and
jieba into ``build/text-peers`` and measures them on the same sentences, in a process of their own. Times
are processor time of one thread.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import re
import subprocess
import sys
import time
import venv
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

from parley.language.detecting import detect  # noqa: E402
from parley.language.entities.build import lines  # noqa: E402
from parley.language.entities.finding import entities, names  # noqa: E402
from parley.language.entities.patterns import without_overlap  # noqa: E402
from parley.language.entities.tagger import LABELS, spans, tagger  # noqa: E402
from parley.language.phrases.phrases import phrases  # noqa: E402
from parley.language.pii.finding import personal  # noqa: E402
from parley.language.sentiment.build import chosen  # noqa: E402
from parley.language.sentiment.feeling import feeling  # noqa: E402
from parley.language.sentiment.model import model  # noqa: E402
from parley.language.sentiment.words import features, tokens  # noqa: E402
from parley.language.summary.extractive import summary  # noqa: E402

PEERS = Path(__file__).resolve().parents[1] / "build" / "text-peers"
PACKAGES = ("vaderSentiment==3.3.2", "snownlp==0.12.3", "jieba==0.42.1")
GOOD, PLAIN, BAD = 0, 1, 2
Rows = list[tuple[str, int]]
PEER = """
import json, sys, time
asked = json.load(sys.stdin)
if asked["peer"] == "vader":
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    score = SentimentIntensityAnalyzer().polarity_scores
    judge = lambda text: score(text)["compound"]
elif asked["peer"] == "snownlp":
    from snownlp import SnowNLP
    judge = lambda text: SnowNLP(text).sentiments * 2 - 1 if text.strip() else 0.0
else:
    import jieba.posseg
    def judge(text):
        at, found = 0, []
        for word in jieba.posseg.cut(text):
            kind = {"nr": "Person", "ns": "Location", "nt": "Organization"}.get(word.flag[:2])
            if kind:
                found.append([at, at + len(word.word), kind])
            at += len(word.word)
        return found
judge(asked["texts"][0])
began = time.process_time()
told = [judge(text) for text in asked["texts"]]
print(json.dumps({"told": told, "seconds": time.process_time() - began}))
"""


def peer(name: str, texts: Sequence[str]) -> tuple[list[object], float]:
    """What a peer makes of the texts, and milliseconds for each."""
    asked = json.dumps({"peer": name, "texts": list(texts)})
    python = PEERS / "bin" / "python"
    done = subprocess.run([python, "-c", PEER], input=asked, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    return told["told"], told["seconds"] / len(texts) * 1000


def install(*packages: str) -> None:
    """The peers, or other packages, in an environment of their own."""
    if not (PEERS / "bin" / "python").exists():
        venv.create(PEERS, with_pip=True)
    subprocess.run([PEERS / "bin" / "pip", "install", "-q", *(packages or PACKAGES)], check=True)


# Feelings.


def treebank(path: Path, kinds: str) -> Rows:
    """A label and a sentence a line; ``kinds`` has the feeling of each label."""
    rows = (line.split(" ", 1) for line in path.read_text("utf-8").splitlines())
    return [(text, int(kinds[int(label)])) for label, text in rows]


def go_emotions(path: Path) -> Rows:
    """Comments of one feeling."""
    return list(chosen(path.read_text("utf-8").splitlines()))


def reviews(path: Path) -> Rows:
    """A label, 1 or 0, and a review a line; those that SnowNLP ships, which were learned, are left out."""
    shipped = PEERS.glob("lib/python*/site-packages/snownlp/sentiment/*.txt")
    learned = {
        line.replace(" ", "")[:15] for file in shipped for line in file.read_text("utf-8").splitlines()
    }
    with path.open(encoding="utf-8-sig", newline="") as file:
        if path.name == "htl.csv":
            pairs = [(row["review"], row["label"]) for row in csv.DictReader(file)]
        else:
            pairs = [(line.strip()[2:], line[0]) for line in file if line[:2] in ("0,", "1,")]
    return [
        (text, GOOD if label == "1" else BAD)
        for text, label in pairs
        if text.strip() and text.strip().replace(" ", "")[:15] not in learned
    ]


def feelings(name: str, rows: Rows, language: str, with_peers: bool) -> None:
    """Accuracy among three feelings and between two, and how far the probabilities are from it."""
    began = time.process_time()
    scores = [model(language).scores(features(tokens(text, language), language)) for text, _ in rows]
    each = (time.process_time() - began) / len(rows) * 1000
    shares = [(one.positive, one.neutral, one.negative) for one in scores]
    best = [max(range(3), key=one.__getitem__) for one in shares]
    sided = [
        (one[GOOD] > one[BAD], kind == GOOD)
        for one, (_, kind) in zip(shares, rows, strict=True)
        if kind != PLAIN
    ]
    two = sum(said == true for said, true in sided) / len(sided)
    three = sum(said == kind for said, (_, kind) in zip(best, rows, strict=True)) / len(rows)
    off = calibration(
        [(max(one), said == kind) for one, said, (_, kind) in zip(shares, best, rows, strict=True)]
    )
    neutral = any(kind == PLAIN for _, kind in rows)
    third = f"of three {three:.1%}, calibration error {off:.3f}, " if neutral else ""
    print(f"{name}: {len(rows)} texts: good or bad {two:.1%}, {third}{each:.2f} ms")
    if with_peers:
        rival(rows, language)


def calibration(pairs: Iterable[tuple[float, bool]]) -> float:
    """Expected calibration error, in ten steps."""
    steps: dict[int, list[tuple[float, bool]]] = {}
    total = 0
    for share, right in pairs:
        steps.setdefault(min(int(share * 10), 9), []).append((share, right))
        total += 1
    return sum(abs(sum(share - right for share, right in step)) for step in steps.values()) / total


def rival(rows: Rows, language: str) -> None:
    """The peer on the same sentences, or a thousand of them."""
    name = "vader" if language == "en" else "snownlp"
    some = random.Random(1).sample(rows, min(len(rows), 1000 if language == "zh" else len(rows)))
    told, each = peer(name, [text for text, _ in some])
    values = [float(str(one)) for one in told]
    sided = [(one, kind) for one, (_, kind) in zip(values, some, strict=True) if kind != PLAIN]
    # What it is silent on counts half.
    two = sum(0.5 if one == 0 else (one > 0) == (kind == GOOD) for one, kind in sided) / len(sided)
    kinds = [GOOD if one >= 0.05 else BAD if one <= -0.05 else PLAIN for one in values]
    three = sum(one == kind for one, (_, kind) in zip(kinds, some, strict=True)) / len(some)
    third = f", of three {three:.1%}" if name == "vader" and any(kind == PLAIN for _, kind in some) else ""
    print(f"    {name}, {len(some)} of them: good or bad {two:.1%}{third}, {each:.2f} ms")


# Names.

Spans = set[tuple[int, int, str]]


def told(name: str, pairs: Iterable[tuple[Spans, Spans]]) -> None:
    """Precision, recall and F1 of exact spans, by kind and together."""
    hits, found, there = Counter[str](), Counter[str](), Counter[str]()
    for said, true in pairs:
        found.update(kind for _, _, kind in said)
        there.update(kind for _, _, kind in true)
        hits.update(kind for _, _, kind in said & true)
    for kind in (*sorted(there), "all"):
        own = [kind] if kind != "all" else list(there)
        hit, said, true = (sum(count[each] for each in own) for count in (hits, found, there))
        precision, recall = hit / (said or 1), hit / (true or 1)
        both = 2 * precision * recall / ((precision + recall) or 1)
        print(f"    {name} {kind}: precision {precision:.1%}, recall {recall:.1%}, F1 {both:.1%} of {true}")


def english(name: str, path: Path) -> None:
    """The tagger on words as the set has them; what is no person, place or organisation counts as nothing."""
    sentences = list(lines(path))
    began = time.process_time()
    said = [set(spans(tagger().label(words)[0])) for words, _ in sentences]
    each = (time.process_time() - began) / len(sentences) * 1000
    print(f"{name}: {len(sentences)} sentences, {each:.2f} ms a sentence")
    true = [set(spans([LABELS.index(label) for label in labels])) for _, labels in sentences]
    told("ours", zip(said, true, strict=True))


def msra(path: Path) -> list[tuple[str, Spans]]:
    """Words and kinds with slashes between them."""
    kinds = {"nr": "Person", "ns": "Location", "nt": "Organization"}
    found: list[tuple[str, Spans]] = []
    for line in path.read_text("utf-8").splitlines():
        text, true = "", Spans()
        for piece in line.split():
            word, _, kind = piece.rpartition("/")
            if kind in kinds:
                true.add((len(text), len(text) + len(word), kinds[kind]))
            text += word
        found.append((text, true))
    return [one for one in found if one[0]]


def boson(path: Path) -> list[tuple[str, Spans]]:
    """Kinds and words in double braces."""
    kinds = {
        "person_name": "Person",
        "location": "Location",
        "org_name": "Organization",
        "company_name": "Organization",
    }
    found: list[tuple[str, Spans]] = []
    for line in path.read_text("utf-8").splitlines():
        text, true, at = "", Spans(), 0
        for match in re.finditer(r"\{\{\s*(\w+)\s*[:：]\s*(.*?)\s*\}\}", line):
            text += line[at : match.start()]
            if match[1] in kinds:
                true.add((len(text), len(text) + len(match[2]), kinds[match[1]]))
            text, at = text + match[2], match.end()
        found.append((text + line[at:], true))
    return [one for one in found if one[0].strip()]


def chinese(name: str, sentences: list[tuple[str, Spans]], with_peers: bool) -> None:
    """Chinese names on running text, and jieba's own."""
    began = time.process_time()
    said = [
        {(one.start, one.end, one.kind.value) for one in without_overlap(names(text))}
        for text, _ in sentences
    ]
    each = (time.process_time() - began) / sum(len(text) for text, _ in sentences) * 1e6
    print(f"{name}: {len(sentences)} lines, {each:.1f} ms for 1,000 characters")
    true = [true for _, true in sentences]
    told("ours", zip(said, true, strict=True))
    if with_peers:
        answers, _ = peer("jieba", [text for text, _ in sentences])
        jieba = [{(int(a), int(b), str(kind)) for a, b, kind in one} for one in answers]  # pyright: ignore
        told("jieba.posseg", zip(jieba, true, strict=True))


# Speed.

ENGLISH = (
    "Satya Nadella, CEO of Microsoft, visited Berlin on March 3, 2024 and paid $25 million at 5:30 pm. The "
    "food at the hotel was wonderful, but the waiter was rude. Call +1 425-555-0123, write to a@example.com. "
)
CHINESE = (
    "昨天下午三点半，马云在杭州的阿里巴巴集团见了来自北京大学的李小龙教授，签了价值3亿元的协议。酒店的房间非常干净，"
    "可惜早餐很难吃，太失望了。电话13812345678，邮箱li@qq.com。"
)


def speed() -> None:
    """Milliseconds for a document of 500 characters and for the longest that is answered at once."""
    works: dict[str, Callable[[str, str], object]] = {
        "sentiment": feeling,
        "entities": entities,
        "personal data": personal,
        "key phrases": phrases,
        "summary": summary,
        "language": lambda text, _: detect(text),
    }
    for language, text in (("en", ENGLISH), ("zh", CHINESE)):
        for size in (500, 5120):
            document = (text * 50)[:size]
            for name, work in works.items():
                work(document, language)
                began = time.process_time()
                for _ in range(5):
                    work(document, language)
                each = (time.process_time() - began) / 5 * 1000
                print(f"{name}, {language}, {size} characters: {each:.1f} ms")


def main() -> None:
    """Measure what there is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--peers", action="store_true")
    asked = parser.parse_args()
    if asked.peers:
        install()
    speed()
    folder: Path | None = asked.folder
    if folder is None:
        print("No folder of sets: quality is not measured.", file=sys.stderr)
        return
    sets: dict[str, tuple[Callable[[Path], Rows], str]] = {
        "stsa.fine.test": (lambda path: treebank(path, "22100"), "en"),
        "stsa.binary.test": (lambda path: treebank(path, "20"), "en"),
        "go_test.tsv": (go_emotions, "en"),
        "htl.csv": (reviews, "zh"),
        "waimai.csv": (reviews, "zh"),
    }
    for name, (read, language) in sets.items():
        if (folder / name).exists():
            feelings(name, read(folder / name), language, asked.peers)
    if (folder / "custrev.pos").exists():
        rows = [
            (line, kind)
            for ending, kind in ((".pos", GOOD), (".neg", BAD))
            for line in (folder / f"custrev{ending}").read_text("latin-1").splitlines()
        ]
        feelings("custrev", rows, "en", asked.peers)
    for name in ("conll_test.txt", "wnut_test.conll"):
        if (folder / name).exists():
            english(name, folder / name)
    for name, sentences in (("msra_test.txt", msra), ("boson.txt", boson)):
        if (folder / name).exists():
            chinese(name, sentences(folder / name), asked.peers)


if __name__ == "__main__":
    main()
