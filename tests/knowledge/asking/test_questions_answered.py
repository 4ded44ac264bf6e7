"""Questions of every kind, in both languages, over a small graph: what is answered, and what is not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from fakes.small_graph import small_asker
from parley.knowledge.asking.asker import Asker
from parley.knowledge.types import Answer, Found, Question, Thread

TODAY = date(2026, 6, 1)
_ASKER: list[Asker] = []


def asker() -> Asker:
    """The same for all tests: it only reads."""
    if not _ASKER:
        _ASKER.append(small_asker())
    return _ASKER[0]


def ask(text: str, thread: Thread | None = None, language: str = "", region: str = "") -> Answer:
    """The answer to a question."""
    return asker().ask(Question(text, language, TODAY, region, thread or Thread()))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("What's the capital of France?", "The capital of France is Paris."),
        ("法国的首都是哪里？", "法国的首都是巴黎。"),
        ("Do you know which city is the capital of Germany?", "The capital of Germany is Berlin."),
        ("你知道德国的首都在哪儿吗", "德国的首都是柏林。"),
        ("how tall is mount everest", "Mount Everest is 8,848 meters high."),
        ("请问泰山有多高啊", "泰山高1,533米。"),
        ("珠峰的海拔是多少", "珠穆朗玛峰高8,848米。"),
        ("Who wrote Hamlet?", "Hamlet was written by William Shakespeare."),
        ("《哈姆雷特》是谁写的？", "哈姆雷特的作者是莎士比亚。"),
        ("When was Einstein born?", ""),
        ("When was Albert Einstein born?", "Albert Einstein was born on March 14, 1879."),
        ("what year was Albert Einstein born in", "Albert Einstein was born in 1879."),
        ("爱因斯坦是哪年出生的", "爱因斯坦出生于1879年。"),
        ("法国的capital是什么", "法国的首都是巴黎。"),
        ("What is 法国's population?", "France has 67 million inhabitants."),
        ("中国有多少人口", "中国有14.1亿人。"),
    ],
)
def test_a_fact_is_told(text: str, said: str) -> None:
    answer = ask(text)
    assert answer.text == said
    assert (answer.found is Found.ANSWERED) == bool(said)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Which country has Berlin as its capital?", {"Q183"}),
        ("柏林是哪个国家的首都？", {"Q183"}),
        ("Which countries use the euro?", {"Q142", "Q183", "Q29"}),
        ("哪些国家用欧元", {"Q142", "Q183", "Q29"}),
        ("What did Shakespeare write?", {"Q41567", "Q83186"}),
        ("莎士比亚写过哪些作品", {"Q41567", "Q83186"}),
        ("which element has the symbol Au", {"Q897"}),
        ("原子序数为79的元素是什么", {"Q897"}),
        ("What is the highest mountain in the world?", {"Q513"}),
        ("世界第二高的山峰是哪座", {"Q583"}),
        ("中国最高的山是什么山", {"Q513"}),
        ("Which country has the smallest population?", {"Q29"}),
        ("欧洲面积最大的国家是哪个", {"Q142"}),
        ("Which is higher, Mont Blanc or Mount Tai?", {"Q583"}),
        ("泰山和勃朗峰哪个高", {"Q583"}),
        ("Who was born first, Albert Einstein or Shakespeare?", {"Q692"}),
        ("Where was the author of Hamlet from?", {"Q21"}),
        ("《哈姆雷特》的作者是哪国人", {"Q21"}),
        ("What currency do they use in the country whose capital is Berlin?", {"Q4916"}),
        ("首都是马德里的国家用什么货币", {"Q4916"}),
        ("which countries are in Europe", {"Q142", "Q183", "Q29"}),
    ],
)
def test_things_are_found(text: str, ids: set[str]) -> None:
    answer = ask(text)
    assert {each.id for each in answer.values} == ids
    assert answer.found is Found.ANSWERED


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Is Paris the capital of France?", "Yes. The capital of France is Paris."),
        ("Is Paris the capital of Germany?", "No. The capital of Germany is Berlin."),
        ("柏林是不是法国的首都", "不是，法国的首都是巴黎。"),
        ("Isn't Berlin the capital of Germany?", "Yes. The capital of Germany is Berlin."),
        ("Did Shakespeare write Macbeth?", "Yes. Macbeth was written by William Shakespeare."),
        ("巴黎在法国吗", "是的，巴黎在法国。"),
        ("Is Paris in Asia?", "No. Paris is in Europe."),
        ("法国和西班牙接壤吗", "是的，法国和德国和西班牙接壤。"),
        (
            "Is France bigger than Spain?",
            "Yes. France: 551,695 square kilometers; Spain: 505,990 square kilometers.",
        ),
        ("法国比中国大吗", "不是。法国551,695平方公里，中国9,596,961平方公里。"),
        ("How old was Shakespeare when he died?", "William Shakespeare died at the age of 52."),
        ("爱因斯坦活了多少岁", "爱因斯坦享年76岁。"),
        ("How many neighbours does France have?", "France has 2 neighbours: Germany and Spain."),
        ("欧洲有多少个国家", "欧洲有3个国家。"),
        ("How many mountains are there in China?", "I know of 2 mountains in China."),
        (
            "how much higher is Mount Everest than Mont Blanc",
            "By 4,041 meters. Mount Everest: 8,848 meters; Mont Blanc: 4,807 meters.",
        ),
        ("Who was Shakespeare?", "William Shakespeare: English playwright."),
    ],
)
def test_what_is_worked_out_is_said_with_its_reason(text: str, said: str) -> None:
    assert ask(text).text == said


def test_a_relation_that_no_file_names_is_asked_by_what_the_graph_calls_it() -> None:
    assert [each.id for each in ask("What is the heraldic animal of Germany?").values] == ["Q900"]
    assert [each.id for each in ask("德国的国徽动物是什么").values] == ["Q900"]


def test_a_question_goes_on_from_the_last_one() -> None:
    first = ask("What's the population of France?")
    capital = ask("and its capital?", first.thread)
    assert capital.text == "The capital of France is Paris."
    assert ask("what about Germany?", capital.thread).text == "The capital of Germany is Berlin."
    people = ask("How many people live there?", capital.thread)
    assert people.text == "Paris has 2.1 million inhabitants."


def test_a_question_goes_on_in_chinese() -> None:
    first = ask("法国的首都是哪里")
    assert ask("那它的人口呢", first.thread).text == "巴黎有210万人。"
    assert ask("德国呢", first.thread).text == "德国的首都是柏林。"
    assert ask("《哈姆雷特》的作者是谁").thread.answers == ("Q692",)
    assert ask("他哪年去世的", ask("《哈姆雷特》的作者是谁").thread).text == "莎士比亚于1616年去世。"


def test_without_a_last_question_it_is_nothing() -> None:
    for text in ("and its capital?", "那它的人口呢", "how tall is it", "德国呢"):
        assert ask(text).found is Found.NO_QUESTION


@pytest.mark.parametrize(
    "text",
    [
        "play Hamlet",
        "set a timer for 79 minutes",
        "打开客厅的灯",
        "播放莎士比亚的戏剧",
        "what's the weather in Paris",
        "北京明天天气怎么样",
        "what time is it in Berlin",
        "帮我订一张去巴黎的机票",
        "how are you",
        "I love France",
        "法国队加油",
        "call Albert Einstein",
        "remind me to read Macbeth",
        "where is the airport of Madrid",
        "",
        "？？？",
    ],
)
def test_what_is_no_question_for_the_graph_is_left_to_others(text: str) -> None:
    assert ask(text).found is Found.NO_QUESTION


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("What is the official language of China?", "I don't know the official language of China."),
        ("马德里有多少人口", "我不知道马德里的人口。"),
        ("Who is the president of France?", "I don't know the head of state of France."),
    ],
)
def test_what_the_graph_does_not_have_is_not_made_up(text: str, said: str) -> None:
    answer = ask(text)
    assert (answer.found, answer.text, answer.values) == (Found.UNKNOWN, said, ())


def test_words_that_nobody_needs_for_a_question_make_it_another() -> None:
    """Before 1990 it may have been another."""
    assert ask("What was the capital of Germany before 1990?").found is not Found.ANSWERED
    assert ask("德国以前的首都是哪里").found is not Found.ANSWERED


def test_people_of_the_united_states_hear_feet_and_miles() -> None:
    assert ask("how tall is Mount Everest", region="US").text == "Mount Everest is 29,029 feet high."
    assert ask("how tall is Mount Everest", region="GB").text == "Mount Everest is 8,848 metres high."
    assert (
        ask("When was Albert Einstein born?", region="GB").text
        == "Albert Einstein was born on 14 March 1879."
    )


def test_the_answer_is_in_the_language_that_is_asked_for() -> None:
    assert ask("What's the capital of France?", language="zh").text == "法国的首都是巴黎。"


def test_an_answer_says_where_it_is_from_and_how_it_was_found() -> None:
    answer = ask("What's the capital of France?")
    assert answer.values[0].sources == ("test",)
    assert answer.query == (
        "SELECT ?it { <http://www.wikidata.org/entity/Q142> <http://www.wikidata.org/prop/direct/P36> ?it }"
    )
    assert answer.subject is not None
    assert answer.subject.id == "Q142"
    assert 0.5 < answer.confidence <= 1
    assert ask("says who?", answer.thread).found is not Found.NO_QUESTION


@given(some.text(max_size=400))
def test_nothing_that_is_said_makes_it_fail(text: str) -> None:
    assert ask(text).found in Found


@given(some.text("ABC法国的首都是what is capital of France, ?的吗呢哪多少最大 ", max_size=60))
def test_nor_does_any_mixture_of_words_that_it_knows(text: str) -> None:
    answer = ask(text)
    assert (answer.found is Found.ANSWERED) <= bool(answer.text)


def test_a_lone_half_of_a_character_is_no_question() -> None:
    assert ask("\ud800法国的首都").found in Found
