"""How lists and what is on them are called in an answer, and what is asked when that is not clear."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parley.language.understanding.names import likeness, same
from parley.language.understanding.original import as_said
from parley.skills.frame import Ask
from parley.skills.lists.book import Book, Item, Listing, find, kind_of
from parley.skills.lists.entries import Entry, entries
from parley.skills.lists.words import SHOPPING, TASKS
from parley.skills.types import Reply

SHOWN = 20
"""Items that are read out; of more than these, the first ten."""
SURE = 0.9
"""Likeness from which on words that could be several items are taken for one."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_LIST = re.compile("(?:清单|列表|单子?|lists?)$", re.I)
_UNIT = re.compile(r"(?:\d[\d.,/]*|[a-z]+|half an?)\s*[a-z]+(?<!dozen)(?<!few)$", re.I)


@dataclass(frozen=True, slots=True)
class Telling:
    """One request and the lists it is about."""

    ask: Ask
    book: Book

    def own(self, words: str) -> str:
        """Words of a slot as the person said them, in this turn or the one before."""
        found = as_said(words, self.ask.understanding.said)
        if found == words and (last := self.ask.context.last):
            found = as_said(words, last.said)
        return found

    def called(self, listing: Listing) -> str:
        """A list's name within a sentence."""
        means = [each for each in self.book.lists if each.means == listing.means]
        if listing.means in (SHOPPING, TASKS) and len(means) < 2:
            return self.ask.messages.say(listing.means)
        return self.ask.messages.say(
            "named_list" if _LIST.search(listing.name) else "named", name=listing.name
        )

    def named(self, said: str) -> str:
        """What somebody called a list, within a sentence."""
        if said in (SHOPPING, TASKS):
            return self.ask.messages.say(said)
        return self.called(Listing("", self.own(said), "", ""))

    def joined(self, texts: Sequence[str], *, either: bool = False) -> str:
        """Several things in one phrase: "milk, eggs and bread"; with ``either``, "or bread"."""
        from babel.lists import format_list

        style = "or" if either else "standard"
        return format_list(list(texts), style, locale=self.ask.language)

    def shown(self, items: Sequence[Item | Entry], *, either: bool = False) -> str:
        """Items with their amounts, in one phrase."""
        return self.joined([with_amount(each.text, each.amount) for each in items], either=either)

    def known(self, *without: str, **more: object) -> dict[str, object]:
        """The slots of this request in the person's words, to go on with after a question."""
        slots = {key: value for key, value in self.ask.understanding.slots.items() if key not in without}
        own = {key: self.own(str(slots[key])) for key in ("items", "item", "title") if slots.get(key)}
        return {**slots, **own, **more}

    def meant(self, said: str) -> Sequence[Listing]:
        """The lists that may be meant: where none is named, the one that was just talked of, or else all."""
        return self.book.meant(said or self._just_named())

    def _just_named(self) -> str:
        """The list that was talked of just before, if any."""
        last = self.ask.context.last
        if last is None or last.skill != self.ask.understanding.skill:
            return ""
        return str(last.slots.get("title") or last.slots.get("list") or "")

    def pick(self, said: str) -> Listing | Reply:
        """The list that is meant, or the answer when that is none or several."""
        found = self.meant(said)
        if len(found) == 1:
            return found[0]
        if found:
            return self.which(found)
        if not self.book.lists and said not in (SHOPPING, TASKS):
            return self.ask.reply("no_lists")
        return self.ask.reply("no_such_list", list=self.named(said))

    def which(self, lists: Sequence[Listing], slot: str = "list") -> Reply:
        """Ask which of some lists is meant."""
        names = self.joined([self.called(each) for each in lists], either=True)
        message = "which_list" if slot == "list" else "where_to"
        return self.ask.question(message, slot, self.known(slot), lists=names)

    def choose(self, words: str, said: str, every: bool, *, done: bool = False) -> Chosen | Reply:
        """The items that are meant on a list (or any, when none was said), or the question which they are.

        Open items are preferred, or with ``done`` those that are done.
        """
        lists = self.meant(said)
        if said and not lists:
            return self.ask.reply("no_such_list", list=self.named(said))
        there = self.book.on(*lists)
        named = said and said != self._just_named()
        if not named and not any(find(each.text, there) for each in entries(words, SHOPPING)):
            # Not on the one that was just talked of: on any.
            lists, there = self.book.lists, self.book.items
        preferred = [each for each in there if each.done == done]
        kind = kind_on(lists[0]) if len(lists) == 1 else TASKS
        chosen, missing = list[Item](), list[str]()
        whole = [each for each in find(words, there) if likeness(words, each.text) >= SURE]
        parts = [Entry(words)] if whole else entries(words, kind)
        if not whole and kind == TASKS and len(lists) != 1:
            parts = entries(words, SHOPPING)
        for part in parts:
            found = find(part.text, preferred) or find(part.text, there)
            if len(found) > 1 and len(parts) == 1 and not every:
                return self._which_item(found)
            chosen += found if every else found[:1]
            missing += [] if found else [part.text]
        if not chosen:
            return self.missing(missing or [words], lists)
        return Chosen(chosen, self.missing(missing, lists).text if missing else "")

    def missing(self, names: Sequence[str], lists: Sequence[Listing]) -> Reply:
        """Say what is not there."""
        items = self.joined(names)
        if len(lists) == 1:
            return self.ask.reply("not_there", items=items, list=self.called(lists[0]))
        return self.ask.reply("not_anywhere" if lists else "no_lists", items=items)

    def _which_item(self, found: Sequence[Item]) -> Reply:
        lists = [each for each in self.book.lists if each.id in {item.list for item in found}]
        if len(lists) > 1 and all(same(found[0].text, each.text) for each in found):
            return self.which(lists)
        return self.ask.question("which_item", "items", self.known(), items=self.shown(found, either=True))


@dataclass(frozen=True, slots=True)
class Chosen:
    """Items that are meant."""

    items: Sequence[Item]
    missing: str
    """A sentence about what could not be found; empty when everything was."""

    def then(self, reply: Reply) -> Reply:
        """An answer with that sentence behind it."""
        between = "" if reply.language == "zh" else " "
        text = f"{reply.text}{between}{self.missing}" if self.missing else reply.text
        return Reply(text, reply.language, reply.emotion, actions=reply.actions)


def with_amount(text: str, amount: str) -> str:
    """A thing with its amount, as people say it: "2 loaves of bread", 两斤苹果."""
    if not amount:
        return text
    if _HAN.search(amount):
        return f"{amount}{text}" if _HAN.match(text) else f"{amount} {text}"
    if amount.casefold() == "a couple" or (_UNIT.search(amount) and not _HAN.search(text)):
        return f"{amount} of {text}"
    return f"{amount} {text}"


def kind_on(listing: Listing) -> str:
    """What kind of things stand on a list."""
    return kind_of(listing.name) if listing.kind == "other" else listing.kind
