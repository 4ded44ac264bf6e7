"""A process that indexes, or writes and indexes, until it is killed: ``dying_search.py FOLDER PERSON WHAT``.

Not a test: it says on standard output what is on disk, a line each.
"""

from __future__ import annotations

import asyncio
import sys
from itertools import count

from parley.home.home import Home
from parley.search.personal.following import catch_up
from parley.search.service import Searching
from parley.settings import Settings

STEP = 20
"""Records of one transaction: few, so that there are many moments to die at."""


async def main(folder: str, account: str, what: str) -> None:
    async with await Home.open(Settings(data=folder)) as home:
        if what == "build":
            more = True
            while more:
                more = await home.database.write(lambda c: catch_up(c, home.vault, account, STEP))
                print("step", flush=True)
            return
        Searching(home)
        for number in count():
            await asyncio.gather(*(_write(home, account, f"w{number}x{each}") for each in range(8)))


async def _write(home: Home, account: str, id: str) -> None:
    await home.records.put(account, "notes", id, {"text": f"okapi {id}"})
    print(id, flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
