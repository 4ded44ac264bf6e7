"""Music and radio as a person asks for them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import msgspec
import numpy as np
import pytest
import soundfile

from fakes.home import Home
from fakes.mpd import FakeMpd
from fakes.skills import understanding_skills
from fakes.station import Stations, broadcast, with_titles
from parley.audio.pcm import Pcm
from parley.errors import Unsupported
from parley.settings import Settings
from parley.settings.around import Music
from parley.skills.music.finding import Finder
from parley.skills.music.icy import Icy
from parley.skills.music.library import Library, Song, load, named, scan
from parley.skills.music.radio import RadioSound, StationSilent
from parley.skills.music.tuning import first_address
from parley.skills.types import Action, Hush, plain

SAID: dict[str, Any] = msgspec.yaml.decode(Path(__file__).with_name("music.yaml").read_text("utf-8"))
SKILLS = understanding_skills()

SONGS = {
    "周杰伦/叶惠美/03 晴天.flac": {},
    "周杰伦/叶惠美/01 以父之名.flac": {},
    "周杰伦/七里香/02 七里香.wav": {},
    "Adele - Hello.ogg": {"title": "Hello", "artist": "Adele", "album": "25", "genre": "Pop"},
    "miles.mp3": {"title": "So What", "artist": "Miles Davis", "album": "Kind of Blue", "genre": "Jazz"},
    "轻音乐/雨的印记.wav": {},
}
LIBRARY = {
    title: Song(f"{title}.mp3", 1.0, 1, title, artist, album, genre, 0, 60.0)
    for title, artist, album, genre in (
        ("晴天", "周杰伦", "叶惠美", ""),
        ("月亮代表我的心", "邓丽君", "岛国之情歌", ""),
        ("甜蜜蜜", "邓丽君", "甜蜜蜜", ""),
        ("Bohemian Rhapsody", "Queen", "A Night at the Opera", "Rock"),
        ("Stand by Me", "Ben E. King", "Don't Play That Song!", "Soul"),
        ("Yesterday", "The Beatles", "Help!", "Rock"),
        ("Hey Jude", "The Beatles", "", "Rock"),
        ("So What", "Miles Davis", "Kind of Blue", "Jazz"),
    )
}


def utterances(language: str) -> Iterator[tuple[str, str, dict[str, object]]]:
    for intent, texts in SAID[language].items():
        for text, slots in texts.items():
            yield text, intent, slots


def understood(text: str) -> tuple[str, dict[str, object]] | None:
    found = SKILLS.understand(text)
    return (found.intent, dict(plain(found.slots))) if found else None


@pytest.mark.parametrize(("language", "enough"), [("en", 0.95), ("zh", 0.95), ("mixed", 0.92)])
def test_what_people_say_is_understood(language: str, enough: float) -> None:
    said = list(utterances(language))
    wrong = [(text, found) for text, *meant in said if (found := understood(text)) != tuple(meant)]
    assert len(wrong) <= (1 - enough) * len(said), wrong


@pytest.mark.parametrize("text", SAID["none"])
def test_what_is_no_music_is_not_taken(text: str) -> None:
    found = SKILLS.understand(text)
    assert found is None or found.skill != "music"


# --- what was meant


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder(Library(Path("unused"), tuple(LIBRARY.values())))


@pytest.mark.parametrize(
    ("wanted", "title"),
    [
        ({"title": "晴天"}, "晴天"),
        ({"title": "情天"}, "晴天"),
        ({"title": "bohemian rapsody"}, "Bohemian Rhapsody"),
        ({"title": "hey jude", "artist": "beatles"}, "Hey Jude"),
        ({"title": "晴天", "artist": "jay chou"}, "晴天"),
        ({"title": "stand", "artist": "me"}, "Stand by Me"),
        ({"title": "心", "artist": "月亮代表我"}, "月亮代表我的心"),
        ({"album": "kind of blue"}, "So What"),
        ({"genre": "爵士"}, "So What"),
        ({"title": "miles davis"}, "So What"),
        ({"artist": "周结伦"}, "晴天"),
    ],
)
def test_a_song_is_found_as_it_is_spelled_or_sounds(
    finder: Finder, wanted: dict[str, str], title: str
) -> None:
    from parley.skills.music.words import kind_words

    found = finder.find(**wanted, otherwise=kind_words(wanted.get("genre", "")))
    assert found is not None and finder.library.songs[found.songs[0]].title == title


def test_what_is_not_there_is_not_made_up(finder: Finder) -> None:
    assert finder.find(title="despacito") is None
    assert finder.find(artist="metallica") is None
    assert finder.find(title="Yesterday", artist="Boyz II Men") is None
    assert finder.find(genre="reggae") is None


def test_among_fifty_thousand_songs_one_is_found_in_no_time() -> None:
    songs = [
        Song(f"{n}.mp3", 1.0, 1, f"Song {n} of the {n % 977} Roads", f"Band {n % 2500}", f"Album {n % 5000}")
        for n in range(20_000)
    ]
    many = Finder(Library(Path("unused"), (*songs, LIBRARY["晴天"])))
    began = time.thread_time()
    found = many.find(title="情天")
    assert found is not None and many.library.songs[found.songs[0]].title == "晴天"
    assert time.thread_time() - began < 0.5


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("周杰伦 - 晴天.mp3", {"artist": "周杰伦", "title": "晴天"}),
        ("周杰伦-晴天.mp3", {"artist": "周杰伦", "title": "晴天"}),
        ("99 Luftballons.mp3", {"title": "99 Luftballons"}),
        ("01. Queen - Innuendo.mp3", {"number": "01", "artist": "Queen", "title": "Innuendo"}),
        ("Jay-Z - 99 Problems.mp3", {"artist": "Jay-Z", "title": "99 Problems"}),
        ("a/b/07_take_on_me.mp3", {"number": "07", "artist": "a", "album": "b", "title": "take on me"}),
        ("1979.mp3", {"title": "1979"}),
    ],
)
def test_names_of_files_tell_what_they_are(path: str, found: dict[str, str]) -> None:
    assert named(path) == found


# --- the folder


def fill(folder: Path) -> Path:
    tone = (0.2 * np.sin(np.arange(30 * 24_000) * 0.1)).astype(np.float32)
    for path, told in SONGS.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with soundfile.SoundFile(file, "w", 24_000, 1) as written:
            for name, text in told.items():
                setattr(written, name, text)
            written.write(tone)
    return folder


def test_the_folder_is_read_once_and_then_only_what_changed(tmp_path: Path) -> None:
    folder, kept = fill(tmp_path / "music"), tmp_path / "cache" / "music.json"
    (folder / "broken.mp3").write_bytes(b"no music")
    (folder / "cover.jpg").write_bytes(b"picture")
    first = scan(Library(folder), kept)
    assert len(first.songs) == len(SONGS) and len(first.unreadable) == 1
    tags = {song.title: (song.artist, song.album, song.genre) for song in first.songs}
    assert tags["So What"] == ("Miles Davis", "Kind of Blue", "Jazz")
    assert tags["晴天"] == ("周杰伦", "叶惠美", "")
    again = load(folder, kept)
    assert again == first
    (folder / "miles.mp3").unlink()
    assert len(scan(again, kept).songs) == len(SONGS) - 1
    assert load(tmp_path, kept) == Library(tmp_path), "another folder holds other music"
    kept.write_bytes(b"{")
    assert load(folder, kept) == Library(folder)


ABLE = frozenset({"volume", "sound"})


async def room(settings: Settings, client: httpx.AsyncClient | None = None) -> Home:
    house = Home(settings=settings)
    house.context = replace(house.context, able=ABLE, conversation="c")
    if client is not None:
        music: Any = house.skills.known.by_intent["radio.play"].skill
        music._own._client = client
    await house.start()
    return house


@pytest.fixture
async def full(tmp_path: Path) -> AsyncIterator[Home]:
    fill(tmp_path / "music")
    house = await room(Settings(data=str(tmp_path)))
    yield house
    await house.stop()


async def test_an_empty_folder_is_said_to_be_empty_and_where_it_is(tmp_path: Path) -> None:
    house = await room(Settings(data=str(tmp_path)))
    for text in ("play some music", "放点音乐", "play 晴天", "what music do you have"):
        assert str(tmp_path / "music") in (await house.say(text)).text
    assert (tmp_path / "music").is_dir()
    fill(tmp_path / "music")
    assert (await house.say("play 晴天")).sound is not None, "what was just put there is found"
    await house.stop()


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("play 晴天", "晴天, by 周杰伦."),
        ("放一首周杰伦的晴天", "周杰伦的晴天。"),
        ("play hello by adele", "Hello, by Adele."),
        ("来点爵士乐", "爵士"),
        ("play the album 叶惠美", "The album 叶惠美."),
        ("听周杰伦", "周杰伦"),
        ("来点轻音乐", "轻音乐"),
        ("play something", ""),
    ],
)
async def test_what_was_asked_for_plays(full: Home, text: str, answer: str) -> None:
    reply = await full.say(text)
    assert answer in reply.text
    assert reply.sound is not None and not isinstance(reply.sound, Hush)
    first = await reply.sound.next()
    assert isinstance(first, Action) and first.data["state"] == "playing"
    packet = await reply.sound.next()
    assert isinstance(packet, Pcm) and (packet.rate, len(packet.samples)) == (24_000, 960)


async def test_what_is_not_there_is_said_with_what_is(full: Home) -> None:
    reply = await full.say("play despacito")
    assert "despacito" in reply.text and "周杰伦" in reply.text and reply.sound is None
    assert "没" in (await full.say("放一首忘情水")).text


async def test_an_album_plays_in_its_order_and_next_and_previous_step(full: Home) -> None:
    assert "nothing" in (await full.say("next song")).text.lower()
    await full.say("play the album 叶惠美")
    assert "以父之名" in (await full.say("what song is this")).text
    await full.say("下一首")
    assert "晴天" in (await full.say("这是什么歌")).text
    assert "最后一首" in (await full.say("下一首")).text
    await full.say("上一首")
    assert "以父之名" in (await full.say("这是什么歌")).text


async def test_a_song_may_be_repeated_or_come_next(full: Home) -> None:
    await full.say("play the album 叶惠美")
    assert "七里香" in (await full.say("下一首放七里香")).text
    await full.say("next")
    assert "七里香" in (await full.say("what's this song")).text
    assert "循环" in (await full.say("单曲循环")).text
    assert (await full.say("stop repeating")).text
    assert (await full.say("turn on shuffle")).text == "In random order."


async def test_the_same_sound_goes_on_after_a_pause(full: Home) -> None:
    sound = (await full.say("play 晴天")).sound
    assert (await full.say("暂停")).sound is Hush.PAUSE
    assert (await full.say("继续播放")).sound is sound
    assert (await full.say("play music")).sound is sound


async def test_each_person_and_device_has_music_of_its_own(full: Home) -> None:
    await full.say("play 晴天")
    full.somebody_else("bob")
    assert "Nothing" in (await full.say("what song is this")).text


async def test_a_device_without_a_loudspeaker_says_so(full: Home) -> None:
    full.context = replace(full.context, able=frozenset({"volume"}))
    assert "can't play" in (await full.say("play 晴天")).text
    assert "放不了" in (await full.say("打开收音机")).text


# --- radio


@pytest.fixture(scope="module")
def on_air() -> bytes:
    return broadcast()


def tuned(stations: Stations, path: str = "/live") -> RadioSound:
    return RadioSound(stations.client(), "Jazz FM", f"http://radio.test{path}", ThreadPoolExecutor(1))


async def pieces(sound: RadioSound, count: int) -> list[Pcm | Action | None]:
    return [await sound.next() for _ in range(count)]


async def test_a_station_is_heard_and_says_what_it_plays(on_air: bytes) -> None:
    sent = with_titles(on_air, 8_000, "Miles Davis - So What", "晴天")
    stations = Stations({"/live": ("audio/mpeg", sent)}, titles=8_000)
    sound = tuned(stations)
    await sound.ready()
    found = await pieces(sound, 150)
    titles = [each.data.get("title") for each in found if isinstance(each, Action)]
    assert titles[:2] == [None, "Miles Davis - So What"] and sound.title == "晴天"
    packets = [each for each in found if isinstance(each, Pcm)]
    assert {(len(each.samples), each.rate) for each in packets} == {(960, 24_000)}
    assert max(int(np.abs(each.samples).max()) for each in packets) > 10_000
    sound.close()
    assert await sound.next() is None


async def test_a_cut_line_is_tuned_in_again(on_air: bytes) -> None:
    stations = Stations({"/live": ("audio/mpeg", on_air)}, cut={"/live"})
    sound = tuned(stations)
    await sound.ready()
    await pieces(sound, 400)
    assert len(stations.calls) >= 2
    sound.close()


async def test_a_station_that_goes_off_the_air_is_said_to_be_silent(on_air: bytes) -> None:
    stations = Stations({"/live": ("audio/mpeg", on_air)}, cut={"/live"})
    sound = tuned(stations)
    await sound.ready()
    stations.sends.clear()
    with pytest.raises(StationSilent):
        await pieces(sound, 400)


async def test_nobody_listening_lets_go_of_the_line(on_air: bytes) -> None:
    stations = Stations({"/live": ("audio/mpeg", on_air)})
    sound = tuned(stations)
    await sound.ready()
    sound.pause()
    await asyncio.sleep(1)
    assert stations.closed == 1
    await pieces(sound, 10)
    assert len(stations.calls) == 2
    sound.close()
    await asyncio.sleep(1)
    assert stations.closed == 2


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("audio/x-scpls", b"[playlist]\nNumberOfEntries=1\nFile1=/live\nTitle1=Jazz\n"),
        ("audio/x-mpegurl", b"#EXTM3U\n#EXTINF:-1,Jazz FM\nhttp://radio.test/live\n"),
        ("text/plain", b"http://radio.test/live\r\n"),
    ],
)
async def test_playlists_lead_to_the_station(on_air: bytes, kind: str, body: bytes) -> None:
    stations = Stations({"/live": ("audio/mpeg", on_air), "/list": (kind, body)})
    sound = tuned(stations, "/list")
    await sound.ready()
    assert stations.calls == ["/list", "/live"]
    sound.close()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("audio/aacp", bytes(9_000)),
        ("application/ogg", b"OggS" + bytes(9_000)),
        ("text/html", b"<html>"),
        ("application/vnd.apple.mpegurl", b"#EXTM3U\n#EXT-X-VERSION:3\nx.ts\n"),
    ],
)
async def test_what_cannot_be_decoded_says_so(kind: str, body: bytes) -> None:
    sound = tuned(Stations({"/live": (kind, body)}))
    with pytest.raises(Unsupported):
        await sound.ready()


async def test_a_station_that_is_not_there_is_silent() -> None:
    with pytest.raises(StationSilent):
        await tuned(Stations()).ready()


def test_a_playlist_may_lie_anywhere() -> None:
    assert first_address(b"stream.mp3", "http://a.test/b/list.m3u") == "http://a.test/b/stream.mp3"
    with pytest.raises(Unsupported):
        first_address(b"ftp://a.test/x\nfile:///etc/passwd", "http://a.test/")


def test_titles_come_out_whole_however_the_bytes_are_cut() -> None:
    sound = bytes(range(256)) * 40
    for size in (1, 7, 999, 5_000):
        icy = Icy(1_000)
        sent = with_titles(sound, 1_000, "It's a 'Hit'")
        heard = b"".join(icy.feed(sent[at : at + size]) for at in range(0, len(sent), size))
        assert heard == sound and icy.title == "It's a 'Hit'"


STATIONS = {
    "Jazz FM": "http://radio.test/live",
    "中国之声": "http://radio.test/cnr",
    "Old": "http://radio.test/aac",
}


@pytest.fixture
async def tower(tmp_path: Path, on_air: bytes) -> AsyncIterator[Home]:
    sends = {"/live": ("audio/mpeg", on_air), "/aac": ("audio/aac", bytes(5_000))}
    settings = Settings(data=str(tmp_path), music=Music(stations=STATIONS))
    house = await room(settings, Stations(sends).client())
    yield house
    await house.stop()


async def test_radio_is_asked_for_by_name(tower: Home) -> None:
    assert (await tower.say("play jazz fm")).text == "Jazz FM."
    assert "Jazz FM" in (await tower.say("which station is this")).text
    assert "next" in (await tower.say("next song")).text
    asked = await tower.say("打开收音机")
    assert "Jazz FM" in asked.text or asked.question
    assert "没有信号" in (await tower.say("听中国之声")).text
    assert "can't play" in (await tower.say("play the station old")).text
    assert "BBC" in (await tower.say("play BBC Radio 4")).text.upper()


async def test_which_station_is_asked_and_answered(tower: Home) -> None:
    asked = await tower.say("turn on the radio")
    assert asked.question and "中国之声" in asked.text
    assert (await tower.say("jazz fm")).sound is not None


async def test_without_stations_it_says_where_to_name_them(full: Home) -> None:
    assert "music.stations" in (await full.say("play the radio")).text
    assert "music.stations" in (await full.say("听广播")).text


# --- a player elsewhere


MPD_SONGS = [
    {"file": "a.mp3", "Title": "晴天", "Artist": "周杰伦", "Album": "叶惠美", "Genre": "Mandopop"},
    {"file": "b.mp3", "Title": "七里香", "Artist": "周杰伦", "Album": "七里香", "Genre": "Mandopop"},
    {"file": "c.mp3", "Title": "So What", "Artist": "Miles Davis", "Album": "Kind of Blue", "Genre": "Jazz"},
]


@dataclass
class Hall:
    """A house with a Music Player Daemon."""

    home: Home
    mpd: FakeMpd


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with FakeMpd(MPD_SONGS) as mpd:
        settings = Settings(data=str(tmp_path), music=Music(mpd=mpd.address, stations=STATIONS))
        house = await room(settings)
        house.context = replace(house.context, able=frozenset())
        yield Hall(house, mpd)
        await house.stop()


async def test_a_player_elsewhere_does_what_is_asked(hall: Hall) -> None:
    home, mpd = hall.home, hall.mpd
    assert (await home.say("play 情天 by Jay Chou")).text == "晴天, by 周杰伦."
    assert (mpd.state, mpd.playing) == ("play", "晴天")
    assert "晴天" in (await home.say("what song is this")).text
    assert "七里香" in (await home.say("下一首放七里香")).text
    assert "七里香" in (await home.say("下一首")).text
    assert "last" in (await home.say("next song")).text
    assert (await home.say("pause")).sound is Hush.PAUSE and mpd.state == "pause"
    await home.say("resume")
    assert mpd.state == "play"
    await home.say("play some jazz")
    assert mpd.playing == "So What"
    await home.say("单曲循环")
    assert (mpd.modes["repeat"], mpd.modes["single"]) == ("1", "1")
    await home.say("shuffle")
    assert mpd.modes["random"] == "1"
    assert "3" in (await home.say("what music do you have")).text
    assert "despacito" in (await home.say("play despacito")).text
    await home.say("play jazz fm")
    assert mpd.playing == STATIONS["Jazz FM"]
    await home.say("play some music")
    assert len(mpd.queue) == 3


async def test_a_cut_line_to_the_player_is_opened_again(hall: Hall) -> None:
    await hall.home.say("play some music")
    hall.mpd.cut()
    await asyncio.sleep(0)
    await hall.home.say("pause")
    assert hall.mpd.state == "pause"


async def test_a_player_that_is_off_is_said_to_be_silent(tmp_path: Path) -> None:
    house = await room(Settings(data=str(tmp_path), music=Music(mpd="127.0.0.1:1")))
    assert "doesn't answer" in (await house.say("play some music")).text
    await house.stop()
