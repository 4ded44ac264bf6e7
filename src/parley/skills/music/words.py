"""The slots of sentences about music: kinds of music, well-known names, and what is no music at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

from parley.language.understanding.names import likeness
from parley.language.understanding.slots import SlotType, words
from parley.skills.smarthome.rooms import spoken_rooms

_ANY = r"[^\s](?:.{0,78}?[^\s])?"
_LATIN = r"[a-z0-9][a-z0-9 .,'&/!-]{0,58}[a-z0-9.!]"

_ARTICLES = re.compile(r"^(?:the|my|a|an|that|some|this) (?=\S)")
_TAIL = re.compile(r" (?:now|again|please|for me|for us|out loud|on repeat|instead)$")
_MEASURE = re.compile(r"^(?:一下子?|一首|一曲|一张|那首歌?|这首歌?|那张|首歌?|个|张|点儿?)(?=..)")
_THIS = re.compile(r"(?<=..)(?:(?:这|那)(?:一)?(?:首|支|曲)(?:歌|曲子)?|给我听听?|来听听?|听听|吧|呗|一下)$")
_WHICH_STATION = re.compile(r"^(?:一下|个|那个|这个)(?=..)|(?<=..)(?:(?:这|那)个)(?:电台|台|频道)$")

#: What can be played and is no music.
_NO_TITLE = re.compile(
    r".*\b(?:games?|chess|poker|cards?|videos?|movies?|films?|tv shows?|episodes?|news|headlines?|podcasts?"
    r"|audiobooks?|voicemails?|messages?|recordings?|trailers?|youtube|netflix|tv|television|hide and seek"
    r"|trivia|quiz|darts|football|soccer|basketball|tennis|golf|hockey|baseball|checkers|tic tac toe|kettle"
    r"|heating|heater|air conditioning|alarms?|timers?|reminders?|weather|forecast|volume|brightness"
    r"|meetings?|programs?|programmes?|documentary|lectures?|guitar|jokes?|riddles?|poems?"
    r"|(?<!love )stor(?:y|ies)|facts?|playlists?|something|anything|tell|furnace"
    r"|piano|drums|flute)\b.*"
    r"|with (?:me|us|him|her|them|you|it|my|the|a|your)(?: .*)?"
    r"|(?:along|pretend|dead|fair|tricks|the role)(?: .*)?"
    r"|.*(?:游戏|视频|电影|电视|新闻|节目|动画片|动漫|小说|相声|评书|故事|天气|闹钟|定时器|提醒|课程|直播|录音|播客"
    r"|录像|照片|笑话|广告|球赛|比赛|音量|戏法|麻将|空调|窗帘|风扇).*"
    r"|(?:量|器|一下|什么|吗|呢|吧|了|的|着|过|完|好).*|(?:一|几)?(?:点|些|首|个|会儿?)|.*[吗么]"
)
#: What 放 and 听 begin when they stand alone before a word: 放假, 听说.
_NO_PUT = re.compile(
    r"(?:假|学|弃|心|松|开|下|在|到|屁|水|大|小|慢|进|电|火|血|牛|羊|声|生|肆|任|射|热|置|纵|宽|手|空|行|飞|款|贷|养|债|过|了"
    r"|说|不|得|起|力|写|课|话|取|从|见|清|证|众|诊|令|天由命|好|出|回|我说|你说|他说|她说|他们|别人|老师|妈妈|上去|懂|着|完"
    r"|晴$|烟花|鞭炮|风筝|盐|糖|多少|哪|我一马).*"
)
_STATION = re.compile(
    r".*\b(?:radio|fm|am|bbc|npr|somafm)\b.*|.*\d{2,3}\.\d.*|.*(?:广播|之声|电台|调频|交通台|音乐台|新闻台)$|.*(?:fm|调频).*"
)


def _name(text: str, _: str = "") -> str | None:
    """Words as a name, without articles and particles at its ends."""
    text = _THIS.sub("", _MEASURE.sub("", _TAIL.sub("", text.strip(" '的"))))
    return _ARTICLES.sub("", text).strip(" 的") or None


def _title(text: str, language: str) -> str | None:
    name = _name(text, language)
    if name is None or name in _set("no_titles") or _NO_TITLE.fullmatch(text.strip()):
        return None
    return name


def _bare_title(text: str, language: str) -> str | None:
    return None if _NO_PUT.fullmatch(text.strip()) else _title(text, language)


def _artist(text: str, language: str) -> str | None:
    name = _name(text, language)
    if name is None or name in _set("no_artists") or _NO_TITLE.fullmatch(name):
        return None
    return name


def _station(text: str, language: str) -> str | None:
    text = _WHICH_STATION.sub("", text.strip(" '的"))
    name = _name(text, language)
    if name is None or name in _set("no_stations") or name in spoken_rooms() or len(name) > 40:
        return None
    return name


def station_names(stations: Iterable[str] = ()) -> SlotType:
    """Names that are a station's by their sound or because the house knows them."""
    known = tuple(stations)

    def parse(text: str, language: str) -> str | None:
        name = _station(text, language)
        if name is None:
            return None
        if _STATION.fullmatch(name) or any(likeness(name, each) > 0.85 for each in known):
            return name
        return None

    return SlotType(_ANY, parse, free=True)


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(" ".join(cast("Sequence[str]", _lists()[name])).split())


@cache
def _lists() -> Mapping[str, Any]:
    loader = cast("Any", getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return yaml.load(Path(__file__).with_name("words.yaml").read_text("utf-8"), Loader=loader)


@cache
def _genres() -> Mapping[str, tuple[str, ...]]:
    """Every word for a kind of music → all words for it."""
    groups = cast("Sequence[Sequence[str]]", _lists()["genres"])
    return {word: tuple(group) for group in groups for word in group}


def kind_words(genre: str) -> tuple[str, ...]:
    """All words for a kind of music, the one that was said first."""
    return tuple(dict.fromkeys((genre, *_genres().get(genre, ()))))


@cache
def _also() -> Mapping[str, tuple[str, ...]]:
    groups = cast("Sequence[Sequence[str]]", _lists()["also"])
    return {name: tuple(group) for group in groups for name in group}


def artist_names(artist: str) -> tuple[str, ...]:
    """All names of a musician, the one that was said first."""
    return tuple(dict.fromkeys((artist, *_also().get(artist.lower(), ()))))


def _artists() -> Mapping[str, str]:
    names = [str(name) for group in cast("Sequence[Sequence[object]]", _lists()["artists"]) for name in group]
    return {name: _ARTICLES.sub("", name) for name in names}


SLOTS: Mapping[str, SlotType] = {
    "title": SlotType(_ANY, _title, free=True),
    "bare_title": SlotType(_ANY, _bare_title, free=True),
    "list_name": SlotType(_ANY, _artist, free=True),
    "album": SlotType(_ANY, _title, free=True),
    "artist": SlotType(_ANY, _artist, free=True),
    "latin_artist": SlotType(_LATIN, _artist, free=True),
    "station": SlotType(_ANY, _station, free=True),
    "station_name": station_names(),
    "genre": words({word: word for word in _genres()}),
    "famous": words(_artists()),
}
