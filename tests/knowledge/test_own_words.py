"""What people tell of themselves and theirs, and how they ask for it, as values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.knowledge.own.asking import Wish, asked
from parley.knowledge.own.graph import Kept, OwnGraph
from parley.knowledge.own.names import ITS_PLACE, LIVES, name_of, worded
from parley.knowledge.own.telling import told

TELLS = {
    "My sister's birthday is 3 May.": (("sister",), "birthday", "3 May"),
    "my sister's husband's name is Tom": (("sister", "husband"), "name", "Tom"),
    "my car is parked on level B2": (("car",), ITS_PLACE, "on level B2"),
    "I parked the car on level three": (("car",), ITS_PLACE, "on level three"),
    "we left the spare keys under the mat": (("spare keys",), ITS_PLACE, "under the mat"),
    "remember that my shoe size is 42": ((), "shoe size", "42"),
    "My favourite colour is green": ((), "favourite colour", "green"),
    "my mother lives in Shanghai": (("mother",), LIVES, "Shanghai"),
    "I'm allergic to peanuts": ((), "@allergy", "peanuts"),
    "Anna is my sister": (("sister",), "name", "Anna"),
    "Tom's birthday is June 5": (("Tom",), "birthday", "June 5"),
    "my dog is called Rex": (("dog",), "name", "Rex"),
    "我的车停在B2": (("车",), ITS_PLACE, "B2"),
    "我姐姐的生日是五月三号": (("姐姐",), "生日", "五月三号"),
    "我姐姐生日是5月3日。": (("姐姐",), "生日", "5月3日"),
    "我把護照放在書房抽屜裡了": (("护照",), ITS_PLACE, "书房抽屉里"),
    "记住，我的车牌号是京A12345": ((), "车牌号", "京A12345"),
    "我妈妈住在上海": (("妈妈",), LIVES, "上海"),
    "我对花生过敏": ((), "@allergy", "花生"),
    "小红是我女儿": (("女儿",), "name", "小红"),
    "我姐姐的老公叫张伟": (("姐姐", "老公"), "name", "张伟"),
    "张伟的生日是十月一号": (("张伟",), "生日", "十月一号"),
    "我家wifi密码是八个八": ((), "wifi密码", "八个八"),
}
NOT_TOLD = [
    "what is my sister's birthday",
    "my alarm is at seven",
    "my music is too loud",
    "my head hurts",
    "my name is Anna",
    "turn on my light in the kitchen",
    "is my car on level B2?",
    "我的车停在哪儿",
    "我想听歌",
    "我喜欢这首歌",
    "我的闹钟在七点",
    "我姐姐的生日是哪天",
    "把灯打开",
    "",
]
ASKS = {
    "When's my sister's birthday?": (Wish.TELL, ("sister",), "birthday", True),
    "do you know what my sister's husband is called": None,
    "where did I park the car": (Wish.TELL, ("car",), ITS_PLACE, True),
    "where's my passport": (Wish.TELL, ("passport",), ITS_PLACE, False),
    "how old is my mother": (Wish.AGE, ("mother",), "birthday", True),
    "how many days until my birthday": (Wish.UNTIL, (), "birthday", True),
    "what am I allergic to": (Wish.TELL, (), "@allergy", True),
    "what do you know about me": (Wish.ALL, (), "", True),
    "forget my sister's birthday": (Wish.FORGET, ("sister",), "birthday", True),
    "forget where I parked my car": (Wish.FORGET, ("car",), ITS_PLACE, True),
    "forget everything about my sister": (Wish.FORGET_ALL, ("sister",), "", True),
    "when is Tom's birthday": (Wish.TELL, ("tom",), "birthday", False),
    "what's my schedule": (Wish.TELL, (), "schedule", False),
    "what's my name": None,
    "how tall is Mount Tai": None,
    "我姐姐的生日是哪天": (Wish.TELL, ("姐姐",), "生日", True),
    "我的车停哪儿了？": (Wish.TELL, ("车",), ITS_PLACE, True),
    "我的 car 停哪了": (Wish.TELL, ("car",), ITS_PLACE, True),
    "我的 passport 放哪了": (Wish.TELL, ("passport",), ITS_PLACE, True),
    "where did I park 我的 car": (Wish.TELL, ("car",), ITS_PLACE, True),
    "where is 我的护照": (Wish.TELL, ("护照",), ITS_PLACE, False),
    "我把护照放哪儿了": (Wish.TELL, ("护照",), ITS_PLACE, False),
    "我妈妈多大了": (Wish.AGE, ("妈妈",), "birthday", True),
    "离我姐姐的生日还有几天": (Wish.UNTIL, ("姐姐",), "生日", True),
    "你都记得我什么": (Wish.ALL, (), "", True),
    "忘掉我姐姐的生日": (Wish.FORGET, ("姐姐",), "生日", True),
    "泰山有多高": None,
    "明天天气怎么样": None,
}


@pytest.mark.parametrize("text", TELLS)
def test_what_people_tell_is_read(text: str) -> None:
    found = told(text)
    assert found is not None
    assert (found.path, found.relation, found.value) == TELLS[text]


@pytest.mark.parametrize("text", NOT_TOLD)
def test_a_wish_or_a_question_tells_nothing(text: str) -> None:
    assert told(text) is None


@pytest.mark.parametrize("text", ASKS)
def test_what_people_ask_is_read(text: str) -> None:
    found = asked(text)
    read = None if found is None else (found.wish, found.path, found.relation, found.sure)
    assert read == ASKS[text]


@given(st.text(max_size=300))
def test_whatever_somebody_says_is_read_without_a_fault(text: str) -> None:
    told(text)
    asked(text)


@pytest.mark.parametrize(
    ("one", "other"), [("sister", "姐姐"), ("sister", "妹妹"), ("birthday", "生日"), ("car", "车子")]
)
def test_words_of_two_languages_meet(one: str, other: str) -> None:
    assert name_of(one) & name_of(other)


def test_an_older_sister_is_not_a_younger_one() -> None:
    assert not name_of("姐姐") & name_of("妹妹")
    assert worded("姐姐", "en") == "sister"
    assert worded("car", "zh") == "车"
    assert worded("submarine", "zh") == "submarine"


def kept(id: str, path: tuple[str, ...], relation: str, value: str) -> Kept:
    return Kept(id, path, relation, value, at=float(len(id)))


def test_a_name_and_a_relation_lead_to_the_same_person() -> None:
    graph = OwnGraph(
        [
            kept("a", ("sister",), "husband", "Tom"),
            kept("bb", ("Tom",), "birthday", "5 June"),
            kept("ccc", (), "shoe size", "42"),
        ]
    )
    assert [each.value for each in graph.find(("sister", "husband"), "birthday")] == ["5 June"]
    assert [each.value for each in graph.find(("姐姐", "老公"), "name")] == ["Tom"]
    assert {each.id for each in graph.about(("sister",))} == {"a", "bb"}
    assert {each.id for each in graph.about(())} == {"a", "bb", "ccc"}
    assert graph.find(("brother",), "birthday") == []


def test_a_sister_that_turned_out_to_be_older_is_not_the_younger_one() -> None:
    graph = OwnGraph([kept("a", ("姐姐",), "生日", "5月3日"), kept("bb", ("妹妹",), "生日", "6月4日")])
    assert [each.value for each in graph.find(("姐姐",), "birthday")] == ["5月3日"]
    assert {each.value for each in graph.find(("sister",), "birthday")} == {"5月3日", "6月4日"}
