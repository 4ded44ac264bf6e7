"""What a person can ask of their lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, cast

from parley.language.understanding.names import same
from parley.language.understanding.slots import SlotType
from parley.skills.frame import EVERY, Ask, Skill, handles
from parley.skills.lists.book import Book, Item, Listing, find, kind_of, standing
from parley.skills.lists.entries import Entry, entries
from parley.skills.lists.telling import SHOWN, Telling, kind_on
from parley.skills.lists.words import SHOPPING, TASKS, TYPES
from parley.skills.types import Action, Reply

CHANGED = "list_changed"
#: Items that can be brought back by "undo that".
UNDOABLE = 100


class ListsSkill(Skill):
    """Put things on lists, read them, tick them off, take them away; make, rename and delete lists."""

    private: ClassVar[frozenset[str]] = EVERY
    types: ClassVar[Mapping[str, SlotType]] = TYPES

    @handles("list.add")
    async def add(
        self,
        ask: Ask,
        items: str = "",
        list: str = "",
        item: str = "",
        instead: bool = False,
        offer: bool = False,
        sure: bool | None = None,
    ) -> Reply:
        """``offer``: they did not say that it is a list, so that one which is not there is made when they
        are ``sure``."""
        tell = await self._telling(ask)
        if tell is None:
            return ask.reply("not_for_guests")
        if not (items or item):
            return ask.question("what_to_add", "items")
        found = tell.meant(list)
        if len(found) > 1:
            return tell.which(found)
        if instead:
            await self._undo(ask, tell.book)
            tell = Telling(ask, await Book.of(self.house, ask.context.person))
        if offer and not found and sure is not True:
            if sure is False:
                return ask.reply("left_alone")
            known = {**tell.known("sure"), "items": tell.own(items), "list": tell.own(list)}
            return ask.question("make_it", "sure", known, list=tell.own(list))
        listing = found[0] if found else await self._make(tell, list or SHOPPING)
        reply = await _put(tell, listing, tell.own(items or item), made=not found)
        return replace(reply, text=ask.messages.say("instead", items=tell.own(items))) if instead else reply

    @handles("list.read")
    async def read(self, ask: Ask, list: str = "", count: bool = False) -> Reply:
        tell = await self._telling(ask)
        if tell is None:
            return ask.reply("not_for_guests")
        if list in (SHOPPING, TASKS) and not tell.meant(list):
            return ask.reply("empty", list=tell.named(list))
        listing = tell.pick(list)
        if isinstance(listing, Reply):
            return listing
        called, there = tell.called(listing), tell.book.on(listing)
        todo = [each for each in there if not each.done]
        if not todo:
            return ask.reply("all_done" if there else "empty", list=called)
        if count:
            return ask.reply("count", list=called, count=len(todo))
        if len(todo) > SHOWN:
            first = todo[: SHOWN // 2]
            items = tell.shown(first)
            return ask.reply("on_list_more", list=called, count=len(todo), shown=len(first), items=items)
        return ask.reply("on_list", list=called, count=len(todo), items=tell.shown(todo))

    @handles("list.has")
    async def has(self, ask: Ask, item: str, list: str = "") -> Reply:
        tell = await self._telling(ask)
        if tell is None:
            return ask.reply("not_for_guests")
        lists = tell.meant(list)
        there = sorted(tell.book.on(*lists), key=lambda each: each.done)
        found = find(item, there)
        if not found:
            if not list and len(lists) != 1:
                return ask.reply("has_nowhere", items=tell.own(item))
            called = tell.called(lists[0]) if len(lists) == 1 else tell.named(list)
            return ask.reply("has_not", items=tell.own(item), list=called)
        first = found[0]
        where = next(each for each in lists if each.id == first.list)
        message = "has_done" if first.done else "has"
        return ask.reply(message, items=tell.shown([first]), list=tell.called(where))

    @handles("list.tick")
    async def tick(
        self, ask: Ask, items: str = "", list: str = "", back: bool = False, every: bool = False
    ) -> Reply:
        tell = await self._telling(ask)
        if tell is None:
            return ask.reply("not_for_guests")
        chosen = tell.choose(tell.own(items), list, every, done=back)
        if isinstance(chosen, Reply):
            return chosen
        await tell.book.change(chosen.items, done=not back)
        message, shown = "unticked" if back else "ticked", tell.shown(chosen.items)
        return chosen.then(ask.reply(message, items=shown, actions=_changed(was=chosen.items)))

    @handles("list.remove")
    async def remove(self, ask: Ask, items: str = "", list: str = "", every: bool = False) -> Reply:
        tell = await self._telling(ask)
        if tell is None:
            return ask.reply("not_for_guests")
        chosen = tell.choose(tell.own(items), list, every)
        if isinstance(chosen, Reply):
            return chosen
        await tell.book.remove(chosen.items)
        lists = [each for each in tell.book.lists if each.id in {item.list for item in chosen.items}]
        called, shown = tell.joined([tell.called(each) for each in lists]), tell.shown(chosen.items)
        actions = _changed(was=chosen.items)
        return chosen.then(ask.reply("removed", items=shown, list=called, actions=actions))

    @handles("list.clear")
    async def clear(self, ask: Ask, list: str = "", done: bool = False, sure: bool | None = None) -> Reply:
        tell = await self._telling(ask)
        if tell is None:
            return ask.reply("not_for_guests")
        listing = tell.pick(list)
        if isinstance(listing, Reply):
            return listing
        there = [each for each in tell.book.on(listing) if each.done or not done]
        called = tell.called(listing)
        if not there:
            return ask.reply("nothing_done" if done else "empty", list=called)
        if sure is None and not done:
            return ask.question("sure_clear", "sure", tell.known("sure"), list=called, count=len(there))
        if sure is False:
            return ask.reply("left_alone")
        await tell.book.remove(there)
        message = "cleared_done" if done else "cleared"
        return ask.reply(message, list=called, count=len(there), actions=_changed(was=there))

    @handles("list.make")
    async def make(self, ask: Ask, list: str = "", title: str = "") -> Reply:
        tell = await self._telling(ask)
        if tell is None:
            return ask.reply("not_for_guests")
        name = title or list
        if not name:
            return ask.question("what_name", "title")
        if there := next((each for each in tell.book.lists if same(each.means, name)), None):
            return ask.reply("exists", list=tell.called(there))
        made = await self._make(tell, name, as_it_is=bool(title))
        return ask.reply("made", list=tell.called(made))

    @handles("list.rename")
    async def rename(self, ask: Ask, list: str = "", title: str = "") -> Reply:
        tell = await self._telling(ask)
        if tell is None:
            return ask.reply("not_for_guests")
        listing = tell.pick(list)
        if isinstance(listing, Reply):
            return listing
        if not title:
            return ask.question("what_name", "title", tell.known())
        others = [each for each in tell.book.lists if each.id != listing.id]
        if there := next((each for each in others if same(each.means, title)), None):
            return ask.reply("exists", list=tell.called(there))
        kind = kind_of(title) if listing.kind == "other" else listing.kind
        renamed = await tell.book.rename(listing, _name(ask, title, tell.own(title), as_it_is=True), kind)
        return ask.reply("renamed", old=tell.called(listing), list=tell.called(renamed))

    @handles("list.delete")
    async def delete(self, ask: Ask, list: str = "", sure: bool | None = None) -> Reply:
        tell = await self._telling(ask)
        if tell is None:
            return ask.reply("not_for_guests")
        listing = tell.pick(list)
        if isinstance(listing, Reply):
            return listing
        called, count = tell.called(listing), len(tell.book.on(listing))
        if sure is None:
            message = "sure_delete" if count else "sure_delete_empty"
            return ask.question(message, "sure", tell.known("sure"), list=called, count=count)
        if not sure:
            return ask.reply("left_alone")
        await tell.book.delete(listing)
        return ask.reply("deleted", list=called)

    @handles("list.move")
    async def move(
        self, ask: Ask, items: str, list: str = "", target: str = "", every: bool = False
    ) -> Reply:
        tell = await self._telling(ask)
        if tell is None:
            return ask.reply("not_for_guests")
        to = tell.meant(target)
        if not target or len(to) > 1:
            return tell.which(to or tell.book.lists, "target")
        chosen = tell.choose(tell.own(items), list, every)
        if isinstance(chosen, Reply):
            return chosen
        listing = to[0] if to else await self._make(tell, target)
        moving = [each for each in chosen.items if each.list != listing.id]
        await tell.book.move(moving, listing)
        shown, called = tell.shown(chosen.items), tell.called(listing)
        return chosen.then(ask.reply("moved", items=shown, list=called, actions=_changed(was=moving)))

    @handles("list.all")
    async def all(self, ask: Ask) -> Reply:
        tell = await self._telling(ask)
        if tell is None:
            return ask.reply("not_for_guests")
        if not (lists := tell.book.lists):
            return ask.reply("no_lists")
        return ask.reply("lists", count=len(lists), lists=tell.joined([tell.called(each) for each in lists]))

    @handles("list.undo")
    async def undo(self, ask: Ask) -> Reply:
        tell = await self._telling(ask)
        if tell is None:
            return ask.reply("not_for_guests")
        return ask.reply("undone" if await self._undo(ask, tell.book) else "nothing_to_undo")

    async def _telling(self, ask: Ask) -> Telling | None:
        """The person's lists; None for a guest, who has none."""
        if ask.context.guest or not ask.context.person:
            return None
        return Telling(ask, await Book.of(self.house, ask.context.person))

    async def _make(self, tell: Telling, name: str, *, as_it_is: bool = False) -> Listing:
        text = _name(tell.ask, name, tell.own(name), as_it_is=as_it_is)
        return await tell.book.make(text, name if name in (SHOPPING, TASKS) else kind_of(text))

    async def _undo(self, ask: Ask, book: Book) -> bool:
        """Take back what the last answer says was changed."""
        actions = ask.context.last_reply.actions if ask.context.last_reply else ()
        changed = [each.data for each in actions if each.kind == CHANGED]
        for data in changed:
            added = set(cast("Sequence[str]", data["added"]))
            await book.remove([each for each in book.items if each.id in added])
            lists = {each.id for each in book.lists}
            was = [Item(**cast("dict[str, Any]", each)) for each in cast("Sequence[object]", data["was"])]
            await book.put([each for each in was if each.list in lists])
        return bool(changed)


async def _put(tell: Telling, listing: Listing, words: str, *, made: bool) -> Reply:
    """Add what is not there yet, and say what was."""
    there, kind = tell.book.on(listing), kind_on(listing)
    new, had, other, again = list[Entry](), list[Item](), list[Item](), list[Item]()
    for entry in entries(words, kind):
        item = standing(entry, there)
        if item is None:
            new.append(entry)
        elif item.done:
            again.append(replace(item, done=False, amount=entry.amount or item.amount))
        elif entry.amount and entry.amount != item.amount:
            other.append(replace(item, amount=entry.amount))
        else:
            had.append(item)
    before = {each.id: each for each in there}
    added = await tell.book.add(listing, new)
    await tell.book.put([*again, *other])
    actions = _changed(added, [before[each.id] for each in (*again, *other)])
    called, fresh = tell.called(listing), [*added, *again]
    if made:
        return tell.ask.reply("added_new", items=tell.shown(fresh), list=called, actions=actions)
    if fresh:
        message = "added_some" if had else "added"
        shown = tell.shown([*fresh, *other])
        return tell.ask.reply(message, items=shown, had=tell.shown(had), list=called, actions=actions)
    if other:
        return tell.ask.reply("amount", items=tell.shown(other), list=called, actions=actions)
    if had:
        return tell.ask.reply("already", items=tell.shown(had), list=called)
    return tell.ask.question("what_to_add", "items", tell.known("items"))


def _name(ask: Ask, name: str, own: str, *, as_it_is: bool) -> str:
    """How a list that is made or renamed is called."""
    if name in (SHOPPING, TASKS):
        return ask.messages.say(f"new_{name}")
    return own if as_it_is or own.endswith("单") else ask.messages.say("new_named", name=own)


def _changed(added: Sequence[Item] = (), was: Sequence[Item] = ()) -> Sequence[Action]:
    """What a device may show, and "undo that" takes back."""
    if len(added) + len(was) > UNDOABLE:
        return ()
    before = [{"id": each.id, **each.document} for each in was]
    return (Action(CHANGED, {"added": [each.id for each in added], "was": before}),)
