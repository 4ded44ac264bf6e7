"""What a person can ask about how a word is written."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import ClassVar

from parley.language.understanding.original import as_said
from parley.language.understanding.slots import SlotType
from parley.skills.frame import Ask, Skill, handles
from parley.skills.spelling.characters import TONES, common, parts, pinyin, readings, tone, traditional
from parley.skills.types import Reply

LONGEST = 45
"""Letters spelled in one breath: the longest word of an English dictionary."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_NO_WORD = re.compile(
    r"(?:this|that|it|these|those|them|you|me|my|your|his|her|a|an|the|check|bee|out|with|for)\b(?! name)"
)
_NO_CHARACTERS = re.compile(
    r"这|那|哪|什么|怎|我|你(?!好)|他|它|一下|几|谁|下|再|人[家们]|给|要|想|请|今天|明天"
)

_AROUND = re.compile(r"^(?:说说|说下|查查|看看)(?=.)|(?:这|这个|这.个)?(?:字|词|成语)$|这$")


class Spelling(Skill):
    """Spell words in letters, and characters by sound and by the words they stand in."""

    types: ClassVar = {
        "word": SlotType(
            r"[a-z\u3400-\u9fff](?:[a-z'\u3400-\u9fff .-]{0,44}[a-z'\u3400-\u9fff])?",
            lambda text, _: _word(text),
            free=True,
        ),
        "letter": SlotType(r"\"?[a-z]\"?(?:'?e?s)?(?![a-z])", lambda text, _: text.strip('"')[0]),
        "english": SlotType(r"[a-z](?:[a-z' -]{0,44}[a-z'])?", lambda text, _: _word(text), free=True),
        "han": SlotType(r"[\u3400-\u9fff]{1,8}", lambda text, _: _characters(text), free=True),
        "rare": SlotType(r"[\u3400-\u9fff]{2,8}", lambda text, _: _rare(text), free=True),
        "one": SlotType(r"[\u3400-\u9fff]", lambda text, _: _characters(text), free=True),
    }

    @handles("spelling.spell")
    async def spell(self, ask: Ask, word: str = "", letter: str = "") -> Reply:
        if not word:
            return ask.question("again", "word")
        if word in ("my name", "your name"):
            word = await self._name(ask, word)
            if not word:
                return ask.reply("your_name")
        said = as_said(word, ask.understanding.said)
        if len(said) > LONGEST:
            return ask.reply("too_long")
        topic = {"word": said}
        if _HAN.search(said):
            # Opening the tables takes some ten ms the first time.
            return await asyncio.to_thread(_characters_told, ask, said, topic)
        letters = [letter.upper() for letter in said if letter.isalpha()]
        if not letters:
            return ask.reply("unknown")
        if letter:
            many = said.casefold().count(letter)
            return ask.reply("of_letter", word=said, count=many, letter=letter.upper(), topic=topic)
        shown = ", ".join(letters) if " " not in said else _by_word(said)
        if re.search(r"how many letters|几个字母|多少个字母", ask.understanding.said.casefold()):
            return ask.reply("count", word=said, count=len(letters), letters=shown, topic=topic)
        doubles = re.findall(r"([A-Z])\1", said.upper())
        if len(doubles) == 1:
            return ask.reply("doubled", word=said, letters=shown, double=doubles[0], topic=topic)
        return ask.reply("letters", word=said, letters=shown, topic=topic)

    async def _name(self, ask: Ask, whose: str) -> str:
        if whose == "your name":
            return "Parley"
        if ask.context.guest or not ask.context.person:
            return ""
        return (await self.house.accounts.get(ask.context.person)).name


def _characters_told(ask: Ask, said: str, topic: Mapping[str, object]) -> Reply:
    characters = [character for character in said if _HAN.match(character)]
    if ask.language != "zh":
        shown = " ".join(pinyin("".join(characters)))
        return ask.reply("pinyin", word=said, pinyin=shown, topic=topic)
    if len(characters) > 1:
        sounds = pinyin("".join(characters))
        if re.search(r"怎么写|如何写|怎样写|哪个字|写的", ask.understanding.said):
            told = "；".join(_called(each, sound) for each, sound in zip(characters, sounds, strict=True))
            return ask.reply("pinyin_words", said=f"“{said}”：{told}", topic=topic)
        return ask.reply("pinyin", word=said, pinyin=" ".join(sounds), topic=topic)
    return ask.reply("pinyin_words", said=_told(characters[0]), topic=topic)


def _told(character: str) -> str:
    """All that is known of one character."""
    (sound, words), *others = readings(character).items()
    told = f"“{character}”，拼音{sound}，{TONES[tone(character)]}"
    if words:
        told += "，" + "、".join(f"{word}的{character}" for word in words)
    if made := parts(character):
        told += f"，{made}{character}" if len(made) <= 3 else f"，由{made}组成"
    for other, examples in others:
        told += f"；也读{other}，如{examples[0]}"
    if other := traditional(character):
        told += f"；繁体写作“{other}”"
    return told


def _called(character: str, sound: str) -> str:
    """One character among others: 必，bì，必须的必."""
    words = readings(character).get(sound) or next(iter(readings(character).values()))
    example = f"，{words[0]}的{character}" if words else ""
    made = parts(character)
    return f"{character}，{sound}{f'，{made}{character}' if made and not example else example}"


def _by_word(said: str) -> str:
    return "; ".join(", ".join(c.upper() for c in word if c.isalpha()) for word in said.split())


def _word(text: str) -> str | None:
    text = text.strip(" '")
    if not text or (_NO_WORD.match(text) and text not in ("my name", "your name")):
        return None
    return text if len(text.split()) <= 4 else None


def _characters(text: str) -> str | None:
    text = _AROUND.sub("", text) or text
    return None if _NO_CHARACTERS.match(text) else text


def _rare(text: str) -> str | None:
    """Of what everybody can write, 怎么写 asks how to word it: 作文怎么写."""
    return None if all(map(common, text)) else _characters(text)
