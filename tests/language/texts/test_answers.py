"""Answers out of texts, and out of files of questions that somebody has answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.language.answers.collection import Answer, BadCollection, Collection, read
from parley.language.answers.folder import Projects
from parley.language.answers.passages import passages

TEXTS = [
    "The Eiffel Tower stands in Paris. It was finished in March 1889. It is 330 metres tall.",
    "Tomatoes need much sun. Water them every morning.",
]


def short(question: str, language: str = "en", texts: list[str] = TEXTS) -> str | None:
    found = passages(question, texts, language)
    one = found[0].short if found else None
    return texts[found[0].text][one.start : one.end] if one else None


def test_what_is_asked_for() -> None:
    assert short("Where does the Eiffel Tower stand?") == "Paris"
    assert short("When was it finished?") == "March 1889"
    assert short("How tall is it in metres?") == "330 metres"
    assert short("长城全长多少公里？", "zh", ["长城全长21196公里。它在中国北方。"]) == "21196公里"


def test_a_question_that_no_text_answers_has_no_answer() -> None:
    assert passages("Who discovered penicillin?", TEXTS, "en") == ()


def test_the_right_text() -> None:
    (one,) = passages("How often should I water tomatoes?", TEXTS, "en")
    assert one.text == 1 and TEXTS[1][one.start : one.end].endswith("Water them every morning.")


ROUTER = Answer(["How do I restart the router?", "怎么重启路由器？"], "Unplug it.", id=7)
RUBBISH = Answer(["When is the rubbish collected?"], "On Tuesday.", metadata={"topic": "waste"})


def test_the_likest_question_answers() -> None:
    answers = Collection([ROUTER, RUBBISH])
    assert answers.find("how can i restart my router")[0].answer.id == 7
    assert answers.find("路由器怎么重启啊")[0].answer.id == 7
    assert answers.find("rubbish")[0].answer.answer == "On Tuesday."
    assert answers.find("Which planet is the largest?") == []
    assert answers.find("How do I restart the router?")[0].confidence == 1


def test_files_are_read_again_when_they_change(tmp_path: Path) -> None:
    projects = Projects(tmp_path)
    assert projects.find("house") is None
    file = tmp_path / "house.tsv"
    file.write_text("Question\tAnswer\nWhere is the key?\tUnder the mat.\thouse.md\troom:hall\n", "utf-8")
    first = projects.find("house")
    assert first and first.answers[0].metadata == {"room": "hall"}
    assert projects.find("house") is first
    file.unlink()
    (tmp_path / "house.yaml").write_text("answers: [{questions: [a], answer: b}]\ndefault: none\n", "utf-8")
    second = projects.find("house")
    assert second and second.answers[0].answer == "b" and second.default == "none"


@pytest.mark.parametrize("name", ["../house", "/etc/passwd", "", "a/b", ".hidden", "x" * 200])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path.parent / "house.yaml").write_text("answers: []", "utf-8")
    assert Projects(tmp_path).find(name) is None


def test_a_broken_file_says_so(tmp_path: Path) -> None:
    file = tmp_path / "house.yaml"
    for text in ("answers: [", "answers: [{answer: x}]", "nothing: 1"):
        file.write_text(text, "utf-8")
        with pytest.raises(BadCollection, match=r"house\.yaml"):
            read(file)


@given(st.text(max_size=100), st.lists(st.text(max_size=200), max_size=3))
def test_nothing_breaks_it(question: str, texts: list[str]) -> None:
    for one in passages(question, texts, "en"):
        assert 0 <= one.start < one.end <= len(texts[one.text]) and 0 <= one.confidence <= 1
    for found in Collection([ROUTER, RUBBISH]).find(question):
        assert 0 < found.confidence <= 1
