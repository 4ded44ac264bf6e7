"""SSML as a script: what is said, how, where it stands in the source, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parley.errors import BadText, ParleyError, TooLong, Unsupported
from parley.speech.ssml.building import MAX_CHARACTERS, MAX_SILENCE
from parley.speech.ssml.reading import MAX_SSML, plain_script, script_of
from parley.speech.ssml.script import Bookmark, Pause, Script, Stop, Words

HEAD = "<speak version='1.0' xmlns='http://www.w3.org/2001/10/synthesis' xml:lang='en-US'>"


def speak(inside: str) -> Script:
    return script_of(f"{HEAD}{inside}</speak>")


def words(script: Script) -> list[Words]:
    return [piece for piece in script.pieces if isinstance(piece, Words)]


def only(inside: str) -> Words:
    (found,) = words(speak(inside))
    return found


def test_what_is_said_stands_where_it_stood() -> None:
    source = f"{HEAD}<voice name='en-US-AvaNeural'>你好 &amp;  hello\n there</voice></speak>"
    (said,) = words(script_of(source))
    assert said.text == "你好 & hello there"
    assert said.voice == "en-US-AvaNeural"
    for character, place in zip(said.text, said.places, strict=True):
        assert source[place] == character or character == " ", (character, source[place])
    assert said.places[3] == source.index("&amp;")


def test_a_voice_speaks_its_own_language_unless_told_otherwise() -> None:
    script = speak("a<voice name='de-DE-KatjaNeural'>b<lang xml:lang='fr-FR'>c</lang>d</voice>")
    assert [(each.text, each.voice, each.language) for each in words(script)] == [
        ("a", "", "en-US"),
        ("b", "de-DE-KatjaNeural", ""),
        ("c", "de-DE-KatjaNeural", "fr-FR"),
        ("d", "de-DE-KatjaNeural", ""),
    ]


@pytest.mark.parametrize(
    ("attributes", "rate", "pitch", "volume"),
    [
        ("rate='+50%'", 1.5, 1, 1),
        ("rate='-50%'", 0.5, 1, 1),
        ("rate='150%'", 1.5, 1, 1),
        ("rate='1.25'", 1.25, 1, 1),
        ("rate='x-fast'", 2.0, 1, 1),
        ("rate='slow'", 0.64, 1, 1),
        ("rate='9'", 2.0, 1, 1),
        ("pitch='+10%'", 1, 1.1, 1),
        ("pitch='-12st'", 1, 0.5, 1),
        ("pitch='+2st'", 1, 2 ** (1 / 6), 1),
        ("pitch='+15Hz'", 1, 1.1, 1),
        ("pitch='120Hz'", 1, 0.8, 1),
        ("pitch='x-high'", 1, 1.45, 1),
        ("volume='50'", 1, 1, 0.5),
        ("volume='-20%'", 1, 1, 0.8),
        ("volume='+10'", 1, 1, 1.1),
        ("volume='-6dB'", 1, 1, 0.501),
        ("volume='silent'", 1, 1, 0),
        ("rate='fast' pitch='low' volume='soft'", 1.55, 0.8, 0.4),
    ],
)
def test_prosody(attributes: str, rate: float, pitch: float, volume: float) -> None:
    said = only(f"<prosody {attributes}>x</prosody>")
    assert (said.rate, said.pitch, said.volume) == pytest.approx((rate, pitch, volume), abs=0.001)


def test_prosody_within_prosody_is_relative_to_it() -> None:
    script = speak("<prosody rate='+20%'>a<prosody rate='+20%'>b</prosody>c</prosody>d")
    assert [each.rate for each in words(script)] == pytest.approx([1.2, 1.44, 1.2, 1.0])


def test_breaks_bookmarks_and_paragraphs_come_in_their_place() -> None:
    script = speak(
        "a<break time='1500ms'/><bookmark mark='one'/>b<p>c</p><break strength='weak'/><mark name='2'/>"
    )
    kinds = [type(piece) for piece in script.pieces]
    assert kinds == [Words, Pause, Bookmark, Words, Stop, Words, Stop, Pause, Bookmark]
    assert [piece.seconds for piece in script.pieces if isinstance(piece, Pause)] == [1.5, 0.5]
    assert [piece.name for piece in script.pieces if isinstance(piece, Bookmark)] == ["one", "2"]


def test_a_break_has_azure_s_bounds_and_strengths() -> None:
    lengths = [
        piece.seconds
        for piece in speak(
            "<break/><break time='60s'/><break strength='none'/><break strength='x-strong'/>x"
        ).pieces
        if isinstance(piece, Pause)
    ]
    assert lengths == [0.75, 20.0, 1.25]


def test_what_is_said_in_the_place_of_a_text() -> None:
    said = only("<sub alias='World Wide Web Consortium'>W3C</sub>")
    assert (said.text, said.spoken) == ("W3C", "World Wide Web Consortium")
    said = only("<say-as interpret-as='digits'>2026</say-as>")
    assert (said.text, said.spoken) == ("2026", "two zero two six")
    assert only("<phoneme alphabet='ipa' ph='təˈmeɪtoʊ'>tomato</phoneme>").phonemes == "təˈmeɪtoʊ"
    assert only("<phoneme alphabet='sapi' ph='t ah'>tomato</phoneme>").phonemes == ""
    (said, after) = words(speak("<sub alias='nothing is written'></sub> x"))
    assert (said.text, said.spoken) == ("", "nothing is written")
    assert not after.spoken


def test_an_alias_is_said_once_whatever_stands_inside() -> None:
    script = speak("<sub alias='all'>a<emphasis>b</emphasis>c<break/>d</sub>e")
    assert [(each.text, each.spoken) for each in words(script)] == [("a", "all"), ("e", "")]


def test_silence_around_a_voice_and_after_sentences() -> None:
    script = speak(
        "<voice name='x'><mstts:silence type='Leading' value='200ms'/>"
        "<mstts:silence type='Tailing-exact' value='300ms'/>"
        "<mstts:silence type='Sentenceboundary' value='400ms'/>a</voice>"
    )
    assert [type(piece) for piece in script.pieces] == [Stop, Pause, Words, Pause, Stop]
    assert [piece.seconds for piece in script.pieces if isinstance(piece, Pause)] == [0.2, 0.3]
    assert script.between == 0.4


def test_styles_are_read_over() -> None:
    said = only(
        "<mstts:express-as style='cheerful'><mstts:viseme type='redlips_front'/>Hi</mstts:express-as>"
    )
    assert said.text == "Hi"
    assert words(speak("<metadata>about</metadata>x"))[0].text == "x"


@pytest.mark.parametrize(
    ("ssml", "where"),
    [
        (f"{HEAD}<voice name='x'>hi</speak>", "line 1"),
        ("<speak>\n<p>a</s></speak>", "line 2"),
        (f"{HEAD}\n\n  <nonsense/></speak>", "line 3, column 3"),
        (f"{HEAD}<prosody rate='soon'>a</prosody></speak>", "rate"),
        (f"{HEAD}<break time='later'/></speak>", "break"),
        (f"{HEAD}<say-as>1</say-as></speak>", "interpret-as"),
        ("hello", "not well-formed"),
        ("<html>hello</html>", "speak"),
        ("", "not well-formed"),
        ("<speak>&nbsp;</speak>", "not well-formed"),
    ],
)
def test_what_is_no_ssml_is_refused_with_its_place(ssml: str, where: str) -> None:
    with pytest.raises(BadText, match=r"\(line \d+, column \d+\)") as raised:
        script_of(ssml)
    assert where in str(raised.value)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE speak [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<speak>&b;&b;&b;</speak>"
)
FILE = '<!DOCTYPE speak [<!ENTITY x SYSTEM "file:///etc/passwd">]><speak>&x;</speak>'


@pytest.mark.parametrize(
    "ssml", [BOMB, FILE, "<!DOCTYPE speak SYSTEM 'http://127.0.0.1/x.dtd'><speak>a</speak>"]
)
def test_document_types_and_their_entities_are_not_read(ssml: str) -> None:
    with pytest.raises(BadText, match="document type"):
        script_of(ssml)


@pytest.mark.parametrize(
    "element", ["audio src='http://x/y.wav'", "lexicon uri='x'", "mstts:backgroundaudio src='x'"]
)
def test_nothing_is_fetched(element: str) -> None:
    with pytest.raises(Unsupported, match="nothing is fetched"):
        speak(f"<{element}>hi</{element.split()[0]}>")


def test_bounds() -> None:
    with pytest.raises(TooLong):
        script_of("<speak>" + " " * MAX_SSML + "</speak>")
    with pytest.raises(TooLong, match="deep"):
        speak("<p>" * 50 + "</p>" * 50)
    with pytest.raises(TooLong, match="elements"):
        speak("<break time='0s'/>" * 3_000 + "x")
    with pytest.raises(TooLong, match="characters"):
        speak("x" * (MAX_CHARACTERS + 1))
    with pytest.raises(TooLong, match="breaks"):
        speak("<break time='20s'/>" * (int(MAX_SILENCE) // 20 + 1))
    with pytest.raises(TooLong):
        plain_script("x" * (MAX_CHARACTERS + 1))


def test_plain_text_keeps_its_places() -> None:
    (said,) = words(plain_script("  two \n words ", "en", voice="v", rate=0.5))
    assert (said.text, said.places, said.rate, said.voice) == (
        "two words ",
        (2, 3, 4, 5, 8, 9, 10, 11, 12, 13),
        0.5,
        "v",
    )
    assert plain_script(" \n").pieces == ()


PIECES = st.sampled_from(
    [
        "<voice name='en-US-AvaNeural'>",
        "</voice>",
        "<prosody rate='+10%' pitch='-5%'>",
        "</prosody>",
        "<break/>",
        "<say-as interpret-as='date' format='dmy'>",
        "</say-as>",
        "<sub alias='x'>",
        "</sub>",
        "<p>",
        "</p>",
        "<mstts:silence type='Leading' value='1s'/>",
        "3/4/2026",
        "你好。",
        "&lt;",
        "&#x1F600;",
        "<![CDATA[a]]>",
        "<!-- c -->",
        "<?p i?>",
        "<",
        "&",
        "]]>",
        "\ud800",
        "\0",
    ]
)


@given(st.lists(PIECES | st.text(max_size=8), max_size=12).map("".join))
@example("<sub alias='x'><p>a</p></sub>")
def test_no_document_breaks_it(inside: str) -> None:
    source = f"{HEAD}{inside}</speak>"
    try:
        script = script_of(source)
    except ParleyError:
        return
    for piece in words(script):
        assert len(piece.text) == len(piece.places)
        assert all(0 <= place < len(source) for place in piece.places)
        assert 0.5 <= piece.rate <= 2 and 0.5 <= piece.pitch <= 1.5 and 0 <= piece.volume <= 2
