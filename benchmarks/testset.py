"""How much of the bilingual test set is understood, by language and by intent.

Run with ``.venv/bin/python benchmarks/testset.py [--misses en|zh|mixed|outside]``. ``--by area`` or
``--by intent`` shows where. One half of the set, chosen by chance, is never shown: Parley may be taught from
the misses of the other one alone, and the figure of the kept half is the one to believe. ``--spoken``
has the English part said by Parley's own voice and heard by Moonshine first, and tells the word errors;
``--mouth flite:en-us-slt`` takes another engine or voice than espeak's, more than one one after the other.
``--homely`` asks the further set, parted in halves by the same chance.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from recognition import edits, words

from parley.audio.pcm import SPEECH_RATE
from parley.audio.resample import resample
from parley.language.spoken import spell_out
from parley.skills.choosing import CHOOSE, vague
from parley.skills.types import Understanding
from parley.speech.recognisers.moonshine import MoonshineRecogniser
from parley.speech.repairing import as_command, doubtful, sure_command
from parley.speech.synthesisers.espeak import EspeakSynthesiser
from parley.speech.synthesisers.flite import FliteSynthesiser, program
from parley.speech.types import Hints, Hypothesis, SpeechRequest, Synthesiser, said_file, sound_alone

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from understanding.catalogue import SLOTS  # pyright: ignore[reportMissingImports]
from understanding.household import LEARNED, NOW, context, reader, report  # pyright: ignore[reportMissingImports]
from understanding.judging import Report, Verdict, offered, share  # pyright: ignore[reportMissingImports]
from understanding.plainly import plainly  # pyright: ignore[reportMissingImports]
from understanding.sets import LANGUAGES, Utterance, homely, inside  # pyright: ignore[reportMissingImports]

_ROW = "{:24}" + "{:>7}" * 6


def table(found: Report, by: str) -> Iterator[str]:
    """One row for each language, for the half of it that nobody looks at, and for each area or intent."""
    yield _ROW.format("", "said", "exact", "intent", "wrong", "asked", "missed")
    for language in LANGUAGES:
        yield row(language, found, language, None)
        yield line("  of these, kept unseen", found.kept.get(language, Counter()))
    for language in LANGUAGES:
        yield row(f"outside, {language}", found, language, ["outside"])
    if by == "language":
        return
    groups: dict[str, list[str]] = {}
    for intent in SLOTS:
        groups.setdefault(intent.partition(".")[0] if by == "area" else intent, []).append(intent)
    for name, intents in groups.items():
        yield row(name, found, None, intents)


def row(name: str, found: Report, language: str | None, intents: list[str] | None) -> str:
    return line(name, found.of(language, intents))


def line(name: str, counts: Counter[Verdict]) -> str:
    shares = [f"{100 * share(counts, each):.1f}" for each in Verdict]
    exact, intent, wrong, asked, missed = shares
    return _ROW.format(name, counts.total(), exact, intent, wrong, asked, missed)


def misses(found: Report, wanted: str) -> Iterator[str]:
    """What was not understood as it was meant, in a language or outside of all; never of the kept half."""
    for utterance, verdict, commands in found.misses:
        if utterance.kept:
            continue
        if wanted not in ("all", utterance.language if utterance.commands else "outside"):
            continue
        meant = [(each.intent, *each.readings) for each in utterance.commands]
        got = [(each.intent, plainly(each, NOW)) for each in offered(commands)]
        heard = "" if utterance.heard is None else f"\n{'':11}   heard {utterance.heard}"
        yield f"{verdict:11} {utterance.say}{heard}\n{'':11}   meant {meant}\n{'':11}   got   {got}"


def spoken(engine: str, voice: str | None) -> list[Utterance]:
    """The English part as it is heard; what was typed is left out."""
    said = [each for each in inside("en") if not each.typed]
    house, at = reader(), LEARNED / said_file("en")
    mouth: Synthesiser = FliteSynthesiser(program()) if engine == "flite" else EspeakSynthesiser()
    ear = MoonshineRecogniser(said=at)
    before, after = np.zeros(SPEECH_RATE * 3 // 10, np.int16), np.zeros(SPEECH_RATE // 2, np.int16)
    heard: list[Utterance] = []
    wrong = total = 0
    for each in said:
        pieces = list(sound_alone(mouth.speak(SpeechRequest(spell_out(each.say, "en"), "en", voice))))
        sound = resample(np.concatenate([piece.samples for piece in pieces]), pieces[0].rate, SPEECH_RATE)
        hearing = ear.open(Hints())
        hearing.feed(np.concatenate([before, sound, after]))
        around = context(each)

        def read(hypothesis: Hypothesis) -> Sequence[Understanding]:
            return house.read(hypothesis.text, hypothesis.language, around).commands  # noqa: B023

        def is_command(hypothesis: Hypothesis) -> bool:
            return any(command.intent != CHOOSE for command in read(hypothesis))

        def how_vague(hypothesis: Hypothesis) -> float:
            return vague(read(hypothesis))

        found = as_command(hearing.finish(), is_command, how_vague)
        if found.text and (not is_command(found) or doubtful(found, how_vague)):
            found = sure_command(found, hearing.reconsider(), is_command, how_vague)
        text = found.text
        wanted = words(spell_out(each.say, "en"))
        wrong, total = wrong + edits(wanted, words(spell_out(text, "en"))), total + len(wanted)
        heard.append(replace(each, heard=text))
    print(f"{len(said)} English utterances said by {engine}'s {voice or 'own voice'}, heard:", end=" ")
    print(f"{wrong / total:.1%} word errors")
    return heard


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--by", choices=("language", "area", "intent"), default="language")
    parser.add_argument("--misses", metavar="LANGUAGE", choices=(*LANGUAGES, "outside", "all"))
    parser.add_argument("--spoken", action="store_true", help="the English part through voice and ear")
    parser.add_argument(
        "--mouth", metavar="ENGINE[:VOICE]", action="append", help="who says it; implies --spoken"
    )
    parser.add_argument("--homely", action="store_true", help="the further set, of how people talk at home")
    parser.add_argument("--exact", action="store_true", help="by the sentences alone, without the model")
    options = parser.parse_args()
    mouths = options.mouth or (["espeak"] if options.spoken else [])
    for each in mouths:
        engine, _, voice = each.partition(":")
        if engine not in ("espeak", "flite"):
            parser.error("The engines are espeak and flite.")
        show(spoken(engine, voice or None), options)
    if not mouths:
        show(list(homely()) if options.homely else None, options)


def show(said: list[Utterance] | None, options: argparse.Namespace) -> None:
    """The counts of these utterances, or of all, and what else was asked for."""
    found = report(said, guessing=not options.exact)
    print("\n".join(table(found, options.by)))
    right, asked = found.rightly_asked(NOW)
    print(f"Of {asked} questions back, {right} offer just what was meant.")
    if options.misses:
        print("\n".join(misses(found, options.misses)))


if __name__ == "__main__":
    main()
