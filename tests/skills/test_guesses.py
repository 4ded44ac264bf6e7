"""What no sentence has is guessed: in either language, also with mistakes; what means nothing here is not."""

from __future__ import annotations

import gc
import json
import random
import re
import tempfile
import time
import weakref
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import TEST_DATA, needs_data
from fakes.skills import understanding_skills
from parley.language.understanding.model import Model, Standing
from parley.skills.guessing import Candidate, Guesser
from parley.skills.learning.curriculum import Part, curriculum, key
from parley.skills.learning.filling import Filled
from parley.skills.learning.finding import Found
from parley.skills.learning.keeping import Kept
from parley.skills.learning.school import taught
from parley.skills.learning.words import words_of

FEW = ("alarms", "clock", "lists", "reminders", "talk", "timers")
_HAN = re.compile("[\u3400-\u9fff]")
LEARNED = Path(tempfile.gettempdir()) / "parley-understanding"
"""What was learned of these very sentences is not learned again."""
SKILLS = understanding_skills()


def parts(*names: str) -> list[Part]:
    return [
        (each.name, each.sentences, each.skill.slot_types())
        for each in SKILLS.known.installed
        if each.name in names or not names
    ]


@pytest.fixture(scope="module")
def model() -> Model:
    return taught(curriculum(parts(*FEW)))


@pytest.fixture(scope="module")
def guesser(model: Model) -> Guesser:
    made = Guesser(parts(*FEW))
    made.know(model)
    return made


def guess(guesser: Guesser, text: str) -> Candidate | None:
    return next(iter(guesser.guess(text, "zh" if _HAN.search(text) else "en")), None)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("can you make sure that i'm out of bed by 6 am", "alarm.set"),
        ("tomorrow i have to get up at half past six", "alarm.set"),
        ("tell me which alarms you have for me", "alarm.list"),
        ("how many minutes are still left until my timer goes off", "timer.left"),
        ("we have run out of oat milk, put it on the shopping list", "list.add"),
        ("what sort of things are you able to do for me", "talk.help"),
        ("i can hardly hear what you say, louder", "talk.louder"),
        ("明儿六点半我就得起床，你叫我一声啊", "alarm.set"),
        ("那个定时器现在还剩下几分钟了呀", "timer.left"),
        ("千万别让我忘了明天交房租", "reminder.set"),
        ("这会儿到底几点了", "clock.time"),
        ("你说的我没听清楚，重复一下", "talk.repeat"),
        ("麻烦 wake 我 up 明天七点", "alarm.set"),
        ("那个 pasta 的 timer 还要多久呢", "timer.left"),
    ],
)
def test_what_is_said_freely_is_understood(guesser: Guesser, text: str, intent: str) -> None:
    found = guess(guesser, text)
    assert found is not None
    assert found.intent == intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("set a tiemr for ten minutes", "timer.start"),
        ("set an alram for seven", "alarm.set"),
        ("cancle my alarm for seven", "alarm.cancel"),
        ("remnid me to call mom at nine", "reminder.set"),
        ("add milk to my shoping list", "list.add"),
        ("订一个七点的闹种", "alarm.set"),
        ("定一个十分钟的定是器", "timer.start"),
        ("题醒我明天交房租", "reminder.set"),
        ("把牛奶加到够物清单", "list.add"),
    ],
)
def test_misspelt_and_misheard_words_are_read_as_meant(guesser: Guesser, text: str, intent: str) -> None:
    found = guess(guesser, text)
    assert found is not None
    assert found.intent == intent


def test_slots_are_typed_as_a_sentence_gives_them(guesser: Guesser) -> None:
    found = guess(guesser, "set a tiemr for ten minutes")
    assert found is not None
    assert found.slots == {"duration": timedelta(minutes=10)}
    found = guess(guesser, "add milk to my shoping list")
    assert found is not None
    assert (found.slots["items"], found.slots["list"]) == ("milk", "shopping")
    found = guess(guesser, "千万别让我忘了明天交房租")
    assert found is not None
    assert found.slots["text"] == "交房租"


def test_what_the_sentence_gives_by_itself_is_a_slot_too(guesser: Guesser) -> None:
    found = guess(guesser, "please drop every single one of my alarms")
    assert found is not None
    assert (found.intent, found.slots.get("all")) == ("alarm.cancel", True)


@pytest.mark.parametrize(
    "text",
    [
        "who painted the ceiling of the sistine chapel",
        "what does a giraffe eat in winter",
        "how much is a ticket to the opera",
        "my brother plays in a band called the alarms",
        "the speaker of the house resigned this morning",
        "翻译一下这句话",
        "西红柿炒鸡蛋怎么做",
        "李白是哪个朝代的人",
        "他昨天把我的包拿走了",
        "帮我 book 一张去东京的 ticket",
        "",
        "嗯",
        "?!",
        "x" * 5000,
        "开\udfff灯",
    ],
)
def test_what_means_nothing_here_is_not_acted_on(guesser: Guesser, text: str) -> None:
    found = guess(guesser, text)
    assert found is None or found.standing is Standing.ASK


def test_who_has_not_learned_guesses_nothing() -> None:
    guesser = Guesser(parts(*FEW))
    assert not guesser.ready
    assert guesser.guess("i want to get up at seven", "en") == ()


def test_who_stops_for_good_lets_go_of_what_was_learned(model: Model) -> None:
    guesser = Guesser(parts(*FEW))
    guesser.know(model)
    known = weakref.ref(guesser._known)  # pyright: ignore[reportPrivateUsage, reportArgumentType]
    gc.collect()
    gc.disable()  # what a house has loaded is left alone by the collector of garbage
    try:
        guesser.close()
        assert not guesser.ready and known() is None
    finally:
        gc.enable()


def test_a_guess_can_be_explained(guesser: Guesser) -> None:
    told = guesser.explain("add milk to my shoppign list", "en")
    assert told.read_as == "add milk to my shopping list"
    assert told.filled["items"] == "milk"
    assert told.likely[0][0] == "list.add"
    assert 0 < told.ask < told.act < 1
    lacking = guesser.explain("make the timer a bit longer", "en")
    assert all("lacks" in why or "unsure" in why for why in lacking.dropped.values())


def test_candidates_are_few_and_only_the_best_is_acted_on(guesser: Guesser) -> None:
    for text in ("what is on my list of reminders", "wake me later", "stop it now", "闹钟和提醒都看看"):
        found = guesser.guess(text, "en")
        assert len(found) <= 3
        assert all(each.standing is Standing.ASK for each in found[1:])


@settings(max_examples=60)
@given(st.text(max_size=320))
def test_any_text_is_survived(guesser: Guesser, text: str) -> None:
    guesser.guess(text, "en")


def test_it_is_quick(guesser: Guesser) -> None:
    """Some tenths of a millisecond each; far more only where it has become another thing."""
    texts = ["i want to be woken up at nine tomorrow morning", "明天早上六点半之前把我喊醒啊"] * 50
    guess(guesser, texts[0])
    began = time.thread_time()
    for text in texts:
        guess(guesser, text)
    assert (time.thread_time() - began) / len(texts) < 0.02


@needs_data
def test_of_real_talk_for_others_hardly_anything_is_acted_on() -> None:
    """CLINC150's out-of-scope questions, and Chinese that people say to assistants of another kind."""
    everything, kept, name = Guesser(parts()), Kept(LEARNED), key(parts())
    model = kept.read(name) or kept.learned(name, lambda: curriculum(parts()), ships=True)
    assert model is not None
    everything.know(model)

    def acted(texts: list[str]) -> float:
        found = 0
        for text in texts:
            best = guess(everything, text)
            found += bool(SKILLS.understand(text)) or (best is not None and best.standing is Standing.ACT)
        return found / len(texts)

    stored = json.loads((TEST_DATA / "language/nlu/clinc150_full.json").read_text("utf-8"))
    assert acted([text for text, _ in stored["oos_test"]]) <= 0.01
    others = {"bus", "cinemas", "cookbook", "flight", "health", "lottery", "map", "match", "stock", "train"}
    rows = json.loads((TEST_DATA / "language/nlu/smp2019_train.json").read_text("utf-8"))
    assert acted([row["text"] for row in rows if row["domain"] in others][:400]) <= 0.03
    lines = (TEST_DATA / "language/lm/tatoeba_cmn_eng.txt").read_text("utf-8").splitlines()
    chosen = random.Random(4).sample([line.split("\t")[1] for line in lines], 400)
    assert acted(chosen) <= 0.03


def test_what_was_said_and_would_not_be_heeded_is_asked_about(guesser: Guesser) -> None:
    found = guess(guesser, "i want you to cancel my seven o'clock alarm of the blue monday")
    assert found is None or found.standing is Standing.ASK
    found = guess(guesser, "how much longer does the timer for kangaroos 17 have")
    assert found is None or found.standing is Standing.ASK or "17" in str(found.slots)


def test_free_words_stay_as_they_were_said(guesser: Guesser) -> None:
    found = guess(guesser, "please remnid me to buy a timre at nine")
    assert found is not None
    assert found.intent == "reminder.set"
    assert "timre" in str(found.slots["text"])


def test_a_line_that_was_taught_is_no_guess(guesser: Guesser) -> None:
    found = guess(guesser, "怎么使唤你")
    assert found is not None
    assert (found.intent, found.standing) == ("talk.help", Standing.ACT)


def about_a_light(text: str, *strange: str, telling: bool = True) -> Found:
    """A guess of a sentence that holds "the light", all of whose words but these are its intent's own."""
    start = text.index("light")
    filled = Filled({"kind": "light"}, {"lamp": (start, start + 5)}, telling=telling)
    known = frozenset(words_of(text)) - set(strange)
    return Found("home.dimmer", 0.9, 0.3, filled, text, known)


@pytest.mark.parametrize(
    ("found", "plain"),
    [
        (about_a_light("mollify the light", "mollify"), True),
        (about_a_light("mollify the light", "mollify", telling=False), False),
        (about_a_light("gently mollify the light", "gently", "mollify"), False),
        (about_a_light("dim the light unless", "unless"), False),
        (about_a_light("dim the light red", "red"), False),
        (about_a_light("she likes the light dim"), False),
        (about_a_light("dim the light at 17", "17"), False),
    ],
)
def test_where_it_is_plain_what_is_talked_about_one_odd_word_is_no_doubt(found: Found, plain: bool) -> None:
    assert found.plain(frozenset({"red", "blue"})) is plain


def test_what_lights_and_plugs_are_told_is_plain() -> None:
    home = next(each for each in SKILLS.known.installed if each.name == "smarthome")
    types = home.skill.slot_types()

    def tells(kind: str, text: str) -> bool:
        slot = types[kind]
        return slot.telling is not None and slot.telling(slot.parse(text, "en"))

    assert tells("lamp", "the kitchen lights")
    assert tells("powered", "走廊的灯")
    assert tells("powered", "the plug in the hall")
    assert not tells("powered", "the heating")
    assert not tells("device", "the plug")
