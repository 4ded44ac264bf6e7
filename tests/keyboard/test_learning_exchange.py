"""Dictionaries of other keyboards are read, whatever is in them, and one's own can be taken away."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import ParleyError, TooLong
from parley.keyboard.learning import exchange
from parley.keyboard.learning.exchange import BadDictionary, exported, read_file
from parley.keyboard.learning.types import Inventory, LearnedCorrection, LearnedPair, LearnedWord

SNAPSHOT = (
    "# Rime user dictionary\n#@/db_name\tluna_pinyin.userdb\n#@/db_type\tuserdb\n#@/tick\t412\n"
    "nie la mu \t聶拉木\tc=7 d=1.2 t=400\nwo men \t我們\tc=41 d=9 t=412\ngai \t改\tc=-1 d=0 t=3\n"
)
EXPORT = "# Rime user dictionary export\n聶拉木\tnie la mu\t7\n我們\two men\t41\n"
SCHEMA = (
    "# Rime dictionary\n---\nname: mine\nversion: '1'\nsort: by_weight\n...\n\n"
    "# places\n聂拉木\tnie la mu\t99\n聂拉木县\n第二\tdi er\t50%\n错\tcuo cuo\n"
)
GBOARD = (
    "# Gboard Dictionary version:1\n\tParley\ten-US\nomw\tomw!\t\nbtw\tby the way\ten-US\n\t聂拉木\tzh-CN\n"
)
HUNSPELL = "3\nParley/MS\nhte*/A\n*teh\nTCP\\/IP\n"
TEXT = "Parley\n聂拉木\tnie la mu\t4\n\n# a remark\nnot a word\n"


def zipped(name: str, data: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return written.getvalue()


def told(words: tuple[LearnedWord, ...]) -> list[tuple[str, str, str, float]]:
    return [(each.text, each.language, each.reading, each.weight) for each in words]


@pytest.mark.parametrize("text", [SNAPSHOT, EXPORT])
def test_rime_s_user_dictionary_comes_with_how_often_words_were_written(text: str) -> None:
    read = read_file(text.encode())
    assert told(read.words) == [("我们", "zh", "wo men", 41), ("聂拉木", "zh", "nie la mu", 7)]
    assert read.skipped == ("c=-1" in text), "what was deleted there is not learned here"


def test_rime_s_schema_says_what_words_there_are_not_how_often_one_writes_them() -> None:
    read = read_file(SCHEMA.encode())
    assert [each[:3] for each in told(read.words)] == [
        ("聂拉木", "zh", "nie la mu"),
        ("第二", "zh", "di er"),
        ("聂拉木县", "zh", ""),
        ("错", "zh", ""),
    ]
    assert all(each.weight < 2.1 for each in read.words)


@pytest.mark.parametrize("data", [GBOARD.encode(), zipped("dictionary.txt", GBOARD.encode())])
def test_gboard_s_words_are_never_corrected(data: bytes) -> None:
    read = read_file(data, language="en")
    assert {(each.text, each.language) for each in read.words} == {
        ("Parley", "en"),
        ("omw!", "en"),
        ("聂拉木", "zh"),
    }
    assert all(each.kept for each in read.words) and read.skipped == 1


def test_hunspell_s_words_come_without_their_flags() -> None:
    read = read_file(HUNSPELL.encode(), language="en")
    assert {each.text for each in read.words} == {"Parley", "hte*", "TCP/IP"} and read.skipped == 1


def test_a_plain_list_is_a_word_a_line() -> None:
    read = read_file(TEXT.encode("utf-16"))
    assert told(read.words) == [("聂拉木", "zh", "nie la mu", 4), ("Parley", "en", "", 1)]
    assert read.skipped == 1


def test_what_is_taken_away_can_be_brought_back() -> None:
    words = (
        LearnedWord("聂拉木", "zh", "nie la mu", 3.5, 1_795_000_000.0),
        LearnedWord("Parley", "en", "", 1.0, 1_794_000_000.0, kept=True),
    )
    own = Inventory(words, (LearnedPair("", "聂拉木", "zh", 2),), (LearnedCorrection("hte", "the", "en", 1),))
    file = exported(own)
    assert "聂拉木" in file.decode()
    assert read_file(file).words == words


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (b"\xff\x00\x80", ""),
        (b"{}", ""),
        (b'{"format": "x", "version": 1, "words": []}', ""),
        (b"a", "word"),
        (zipped("a.exe", b"x"), ""),
        (b"PK\3\4broken", ""),
        (b'{"words": [{"text": 1}]}', "parley"),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, ""),
    ],
)
def test_what_is_no_dictionary_is_refused(data: bytes, format: str) -> None:
    with pytest.raises(BadDictionary):
        read_file(data, format)


def test_what_is_far_too_large_is_refused_before_it_is_read() -> None:
    bomb = zipped("a.txt", b"a" * (exchange.LARGEST_FILE + 1))
    assert len(bomb) < 100_000
    for data in (b"a" * (exchange.LARGEST_FILE + 1), bomb, b"\n" * 1_000_002):
        with pytest.raises(TooLong):
            read_file(data, "text")


def test_of_very_many_words_the_heaviest_are_taken() -> None:
    lines = "\n".join(f"w{chr(0xAC00 + n % 11_000)}{n // 11_000}\t{n % 500}" for n in range(20_000))
    read = read_file(lines.encode(), "text")
    assert len(read.words) == exchange.MOST_READ and read.words[0].weight == 499
    assert read.skipped == 5_000


@given(
    st.binary(max_size=400) | st.text().map(str.encode),
    st.sampled_from(["", "rime", "gboard", "hunspell", "text"]),
)
def test_any_bytes_are_read_or_refused(data: bytes, format: str) -> None:
    try:
        read = read_file(data, format, "en")
    except ParleyError:
        return
    assert all(each.text == each.text.strip() and each.weight >= 0 for each in read.words)
