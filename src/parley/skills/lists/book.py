"""The lists of one person, as they are in the records."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast
from uuid import uuid4

from parley.home.records import Record
from parley.language.understanding.names import key, likely, same
from parley.skills.frame import House
from parley.skills.lists.entries import Entry
from parley.skills.lists.order import appended
from parley.skills.lists.words import KIND_OF, SHOPPING, TASKS, name_of


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    id: str
    name: str
    kind: str
    order: str

    @property
    def means(self) -> str:
        """``shopping`` or ``tasks`` where its name says no more than that, else its name without "list"."""
        return name_of(self.name)


@dataclass(frozen=True, slots=True)
class Item:
    """What stands on a list."""

    id: str
    list: str
    text: str
    amount: str
    done: bool
    order: str

    @property
    def document(self) -> Mapping[str, object]:
        """As it is in the records."""
        return {
            "list": self.list,
            "text": self.text,
            "amount": self.amount,
            "done": self.done,
            "order": self.order,
        }


@dataclass(frozen=True, slots=True)
class Book:
    """All lists and items of a person at one moment, in their order."""

    house: House
    person: str
    lists: Sequence[Listing]
    items: Sequence[Item]

    @classmethod
    async def of(cls, house: House, person: str) -> Book:
        """Those of a person."""
        lists, items = await asyncio.gather(
            house.records.all(person, "lists"), house.records.all(person, "items")
        )
        return cls(
            house,
            person,
            sorted(map(_listing, lists), key=lambda each: (each.order, each.id)),
            sorted(map(_item, items), key=lambda each: (each.order, each.id)),
        )

    def on(self, *lists: Listing) -> Sequence[Item]:
        """What stands on some lists, done or not."""
        ids = {each.id for each in lists}
        return [item for item in self.items if item.list in ids]

    def meant(self, said: str) -> Sequence[Listing]:
        """The lists that may be meant; all of them when nothing was said."""
        if not said:
            return self.lists
        if said in (SHOPPING, TASKS):
            kind = [each for each in self.lists if each.kind == said or each.means == said]
            plain = [each for each in kind if each.means == said]
            return plain if len(plain) == 1 else kind
        return [self.lists[each.index] for each in likely(said, [each.means for each in self.lists])]

    async def make(self, name: str, kind: str) -> Listing:
        """A new list, after all others. On disk when this returns."""
        id = uuid4().hex
        places = appended({each.id: each.order for each in self.lists}, [id])
        made = Listing(id, name, kind, places.pop(id))
        await self._change("lists", {each: {"order": order} for each, order in places.items()})
        document = {"name": name, "kind": kind, "order": made.order}
        await self.house.records.put(self.person, "lists", id, document)
        return made

    async def add(self, listing: Listing, new: Sequence[Entry]) -> Sequence[Item]:
        """New items at the end of a list. On disk when this returns."""
        ids = [uuid4().hex for _ in new]
        places = appended({each.id: each.order for each in self.on(listing)}, ids)
        made = [
            Item(id, listing.id, entry.text, entry.amount, False, places.pop(id))
            for id, entry in zip(ids, new, strict=True)
        ]
        await self._change("items", {each: {"order": order} for each, order in places.items()})
        await self.put(made)
        return made

    async def put(self, items: Sequence[Item]) -> None:
        """Keep items as they are given. On disk when this returns."""
        for each in items:
            await self.house.records.put(self.person, "items", each.id, each.document)

    async def change(self, items: Sequence[Item], **fields: object) -> None:
        """Set fields of items. On disk when this returns."""
        await self._change("items", {each.id: fields for each in items})

    async def rename(self, listing: Listing, name: str, kind: str) -> Listing:
        """Call a list otherwise. On disk when this returns."""
        await self._change("lists", {listing.id: {"name": name, "kind": kind}})
        return replace(listing, name=name, kind=kind)

    async def move(self, items: Sequence[Item], to: Listing) -> None:
        """Put items at the end of another list. On disk when this returns."""
        ids = [each.id for each in items]
        places = appended({each.id: each.order for each in self.on(to) if each.id not in ids}, ids)
        moved = {id: {"list": to.id, "order": places.pop(id)} for id in ids}
        await self._change("items", {**moved, **{id: {"order": order} for id, order in places.items()}})

    async def remove(self, items: Sequence[Item]) -> None:
        """Delete items. On disk when this returns."""
        for each in items:
            await self.house.records.delete(self.person, "items", each.id)

    async def delete(self, listing: Listing) -> None:
        """Delete a list and what is on it. On disk when this returns."""
        # The list last: what is cut off in between leaves nothing that no page shows.
        await self.remove(self.on(listing))
        await self.house.records.delete(self.person, "lists", listing.id)

    async def _change(self, collection: str, changes: Mapping[str, Mapping[str, object]]) -> None:
        for id, fields in changes.items():
            await self.house.records.change(self.person, collection, id, fields)


def find(words: str, items: Sequence[Item]) -> Sequence[Item]:
    """The items that one name may mean, the likeliest first."""
    found = likely(words, [each.text for each in items])
    # Who says oat milk does not mean the milk; who says milk may mean the oat milk.
    return [items[each.index] for each in found if key(items[each.index].text) not in _within(words)]


def _within(words: str) -> set[str]:
    """Every shorter run of the words."""
    parts = key(words).split()
    ends = range(len(parts) + 1)
    return {" ".join(parts[i:j]) for i in ends for j in ends if 0 < j - i < len(parts)}


def standing(entry: Entry, items: Sequence[Item]) -> Item | None:
    """The item that is the same thing, if it is there already."""
    return next((each for each in items if same(each.text, entry.text)), None)


def kind_of(name: str) -> str:
    """What kind of list somebody makes who calls it so."""
    plain = name.casefold()
    if known := KIND_OF.get(plain):
        return known
    parts = {
        SHOPPING: ("shopping", "grocer", "supermarket", "购物", "买菜", "采购", "超市", "年货"),
        TASKS: ("to-do", "to do", "todo", "task", "chore", "待办", "任务", "家务"),
    }
    return next((kind for kind, words in parts.items() if any(each in plain for each in words)), "other")


def _listing(record: Record) -> Listing:
    document = cast("Mapping[str, str]", record.document)
    return Listing(record.id, document["name"], document["kind"], document["order"])


def _item(record: Record) -> Item:
    document = record.document
    texts = (document["list"], document["text"], document["amount"], document["order"])
    listing, text, amount, order = (str(each) for each in texts)
    return Item(record.id, listing, text, amount, bool(document["done"]), order)
