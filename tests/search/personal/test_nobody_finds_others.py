"""Whatever several people write, change, share, delete and look for: nobody sees what is somebody else's.

Every document has a secret word that stands nowhere else. Whoever is shown one that they may not see (a hit,
a snippet, a suggestion, a spelling, a related query) fails the test; so does one who does not find their own.
"""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Connection, delete, text

from fakes.searching import SearchHouse, search_house
from fakes.wall_clock import WallClock
from parley.home.accounts.callers import Role
from parley.home.changes import Change
from parley.home.database.schema import search_progress
from parley.home.home import Home
from parley.home.stamps import Stamp
from parley.search.service import HOUSE, Wanted
from parley.search.types import Document
from parley.settings import Settings

PLAIN = ("okapi", "lease", "kitchen", "装修", "报价", "泰山")
"""Words that many documents share."""
ODD = (
    "secret*",
    "secret~",
    "intitle:secret",
    '"secret',
    "kind:note",
    "-okapi",
    'okapi" OR marks : "',
    "') OR 1=1 --",
    "after:1970-01-01",
    "site:parley.example",
)
"""Queries that try to reach further than they may."""
texts = st.lists(st.sampled_from(PLAIN), min_size=1, max_size=3).map(" ".join)


class People(RuleBasedStateMachine):
    """Up to five people on one home, and the same home open in a second process."""

    people = Bundle("people")
    documents = Bundle("documents")

    @initialize()
    def open_the_home(self) -> None:
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.folder = self.stack.enter_context(tempfile.TemporaryDirectory())
        self.house: SearchHouse = self.do(self.stack.enter_async_context(search_house(Path(self.folder))))
        self.other: Home = self.do(self._other())
        self.secrets: dict[str, tuple[str, str]] = {}
        """Secret → account ("" for the house's) and id of the document that has it."""
        self.there: set[str] = {self.house.anna, self.house.ben}
        self.number = 0
        self.behind = False
        """Something was written that this process has not indexed yet."""

    async def _other(self) -> Home:
        settings = Settings(data=self.folder)
        return await self.stack.enter_async_context(await Home.open(settings, WallClock()))

    def do(self, work: Any) -> Any:
        return self.runner.run(work)

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            self.do(self.stack.aclose())
            self.runner.close()

    def secret(self, account: str, id: str) -> str:
        for known, (owner, document) in [*self.secrets.items()]:
            if (owner, document) == (account, id):
                del self.secrets[known]
        self.number += 1
        secret = f"secret{self.number:04}q"
        self.secrets[secret] = (account, id)
        return secret

    @rule(target=people, which=st.sampled_from(["anna", "ben"]))
    def somebody(self, which: str) -> str:
        return self.house.anna if which == "anna" else self.house.ben

    @rule(target=people)
    @precondition(lambda self: len(self.there) < 5)
    def somebody_moves_in(self) -> str:
        account = self.do(self.house.home.accounts.create(Role.FAMILY, f"Guest {self.number}")).id
        self.there.add(account)
        self.number += 1
        return account

    @rule(
        account=people,
        words=texts,
        place=st.sampled_from(["title", "text"]),
        slot=st.integers(0, 3),
        elsewhere=st.booleans(),
    )
    def writes_a_note(self, account: str, words: str, place: str, slot: int, elsewhere: bool) -> None:
        if account not in self.there:
            return
        secret = self.secret(account, f"notes/n{slot}")
        note = {"title": words, "text": f"{words} {secret}"}
        if place == "title":
            note = {"title": f"{secret} {words}", "text": words}
        home = self.other if elsewhere else self.house.home
        self.do(home.records.put(account, "notes", f"n{slot}", note))
        self.behind |= elsewhere

    @rule(account=people, words=texts, kind=st.sampled_from(["facts", "memories", "contacts", "history"]))
    def tells_of_something(self, account: str, words: str, kind: str) -> None:
        if account not in self.there:
            return
        secret = self.secret(account, f"{kind}/x")
        document = {
            "facts": {"relation": secret, "value": words},
            "memories": {"text": f"{words} {secret}"},
            "contacts": {"name": secret, "note": words},
            "history": {"at": 1e9, "heard": words, "answered": secret},
        }[kind]
        self.do(self.house.home.records.put(account, kind, "x", document))

    @rule(account=people, words=texts, slot=st.integers(0, 3))
    def a_device_syncs_a_note(self, account: str, words: str, slot: int) -> None:
        if account not in self.there:
            return
        secret = self.secret(account, f"notes/n{slot}")
        self.number += 1
        now = int(self.house.home.clock.now().timestamp() * 1000)
        stamp = str(Stamp(now + self.number, 0, "phone"))
        change = Change("notes", f"n{slot}", stamp, {"title": words, "text": secret})
        self.do(self.house.home.records.push(account, f"phone{self.number}", 1, [change]))

    @rule(account=people, slot=st.integers(0, 3))
    def deletes_a_note(self, account: str, slot: int) -> None:
        if account not in self.there:
            return
        self.do(self.house.home.records.delete(account, "notes", f"n{slot}"))
        self.secrets = {k: v for k, v in self.secrets.items() if v != (account, f"notes/n{slot}")}

    @rule(account=people, words=texts, slot=st.integers(0, 2), shared=st.booleans())
    def a_page_is_indexed(self, account: str, words: str, slot: int, shared: bool) -> None:
        """For everybody, or for one alone; the same address may be both."""
        owner = HOUSE if shared else account
        if owner and owner not in self.there:
            return
        url = f"https://parley.example/{slot}"
        secret = self.secret(owner, url)
        page = Document(url, "page", f"{words} {secret}", words, "nobody", url, "parley.example")
        self.do(self.house.searching.take(owner, [page]))

    @rule(account=people, slot=st.integers(0, 2), shared=st.booleans())
    def a_page_is_forgotten(self, account: str, slot: int, shared: bool) -> None:
        owner, url = (HOUSE if shared else account), f"https://parley.example/{slot}"
        self.do(self.house.searching.forget(owner, [url]))
        self.secrets = {k: v for k, v in self.secrets.items() if v != (owner, url)}

    @rule(account=people)
    @precondition(lambda self: len(self.there) > 2)
    def somebody_is_deleted(self, account: str) -> None:
        if account not in self.there:
            return
        self.do(self.house.home.delete(account))
        self.there.remove(account)
        self.secrets = {k: v for k, v in self.secrets.items() if v[0] != account}

    @rule()
    def the_index_is_made_anew(self) -> None:
        self.do(self.house.home.database.write(lambda c: c.execute(delete(search_progress))))
        self.do(self.house.searching.caught_up())
        self.behind = False

    @rule()
    def the_rest_is_indexed(self) -> None:
        self.do(self.house.searching.caught_up())
        self.behind = False

    @rule(account=people, data=st.data())
    def looks_for_what_others_have(self, account: str, data: st.DataObject) -> None:
        """Others' secret words, beginnings and misspellings of them, and the hashes that lie on the disk."""
        if account not in self.there:
            return
        others = [each for each, (owner, _) in self.secrets.items() if owner not in (account, HOUSE)]
        queries = [*ODD]
        for each in others[:3]:
            queries += [each, f"{each[:-1]}x~", f"{each[:9]}*", f'"{each}"']
        queries += self.do(self.house.home.database.read(_hashes))
        query = data.draw(st.sampled_from(queries))
        self.shown(account, query)

    @rule(account=people, word=st.sampled_from(PLAIN))
    def looks_for_something(self, account: str, word: str) -> None:
        if account in self.there:
            self.shown(account, word)

    @invariant()
    def everybody_finds_their_own(self) -> None:
        if not hasattr(self, "secrets") or self.behind:
            return
        for secret, (owner, id) in [*self.secrets.items()][-3:]:
            for account in [owner] if owner else [*self.there]:
                found = self.do(self.house.searching.search(account, secret, Wanted()))
                # The same page may be one's own and the house's: then one of them is shown.
                assert id in [each.id for each in found.hits], "not found"

    def shown(self, account: str, query: str) -> None:
        """Look at everything that somebody is shown for a query."""
        searching = self.house.searching
        found = self.do(searching.search(account, query, most=100))
        suggested = self.do(searching.suggest(account, query)) + self.do(searching.suggest(account, "secret"))
        slips = self.do(searching.misspelt(account, query))
        seen = [repr(found.hits), found.spelling, *found.related]
        seen += [*(each.text for each in suggested), *(each.better for each in slips)]
        assert {each.owner for each in found.hits} <= {account, HOUSE}
        for secret, (owner, _) in self.secrets.items():
            if owner not in (account, HOUSE) and secret not in query:
                assert not any(secret in each for each in seen), "somebody else's"


def _hashes(connection: Connection) -> list[str]:
    rows = connection.execute(text("SELECT title, body, marks FROM search_words LIMIT 3"))
    return [word for row in rows for word in f"{row[0]} {row[2]}".split()[:2]]


TestPeople = People.TestCase
TestPeople.settings = settings(max_examples=12, stateful_step_count=30, deadline=None)
