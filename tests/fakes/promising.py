"""A home in a process of its own that promises what somebody says, and is killed right after saying so."""

from __future__ import annotations

import asyncio

from parley.clock import SystemClock
from parley.home.accounts.callers import Role
from parley.home.home import Home
from parley.settings import Settings
from parley.skills.service import Skills
from parley.skills.types import Context


async def promise(data: str, texts: list[str]) -> None:
    """Say each sentence, print the account and the confirmations, and wait to be killed."""
    async with await Home.open(Settings(data=data)) as home:
        person = (await home.accounts.create(Role.FAMILY, "anna")).id
        skills = Skills.load(SystemClock(), home)
        context = Context(device="speaker", person=person)
        print(person, flush=True)
        for text in texts:
            understanding = skills.understand(text, None, context)
            assert understanding is not None, text
            print((await skills.act(understanding, context)).text, flush=True)
        await asyncio.sleep(60)


def promising(data: str, *texts: str) -> None:
    """As a process of its own (``fakes.nursery``)."""
    asyncio.run(promise(data, list(texts)))
