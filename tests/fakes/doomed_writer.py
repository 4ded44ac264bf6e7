"""A process that learns one word after the other, and says so, until it is killed."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from parley.home.home import Home
from parley.keyboard.learning import tallies
from parley.keyboard.learning.keeping import Learned
from parley.keyboard.types import Typed
from parley.settings import Settings


async def main(folder: Path, account: str) -> None:
    """Learn, and print the number of each word after it was acknowledged."""
    tallies.OPEN_BYTES = 200  # so that tallies are begun and added up all the time
    async with await Home.open(Settings(data=str(folder))) as home:
        learned, number = Learned(home), 0
        while True:
            word = f"w{chr(97 + number % 26)}{number // 26}"
            await learned.learn(account, "phone", [Typed((word, "always"), "en")])
            print(number, flush=True)
            number += 1


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
