"""Several processes over one database: each thing rings once, whichever of them is killed, and when."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from sqlalchemy import update

from fakes.ringing import Device, House
from parley.home.database.schema import due
from parley.home.schedule.claims import LEASE
from parley.home.schedule.schedule import LOOK


async def test_two_processes_ring_everything_once(house: House) -> None:
    other = Device()
    house.device.taking = other.taking = 0.2
    await house.process()
    await house.process(other)
    for number in range(200):
        await house.timer(60, f"t{number}")
    await asyncio.sleep(120)
    assert sorted((house.device.handed + other.handed).values()) == [1] * 200
    assert house.home.kept("timers") == 0
    assert house.rang and other.rang, "both had work"


async def test_while_one_rings_the_other_waits(house: House) -> None:
    other = Device()
    house.device.taking = 3 * LEASE
    await house.process()
    await house.timer(60)
    await asyncio.sleep(60.5)
    await house.process(other)
    await asyncio.sleep(3 * LEASE + 10)
    assert len(house.rang) == 1 and not other.rang, "its lease was renewed"


async def test_a_process_that_stood_still_does_not_ring_twice_what_it_is_ringing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.device.taking = 3 * LEASE
    process = await house.process()
    monkeypatch.setattr(process._claims, "renew", lambda *_: asyncio.sleep(0))  # pyright: ignore
    await house.timer(60)
    await asyncio.sleep(60 + 8 * LEASE)
    assert house.device.handed.total() == 1 and house.home.kept("timers") == 0


async def test_what_one_process_dies_over_the_other_rings(house: House) -> None:
    other = Device()
    house.device.taking = 3 * LEASE
    doomed = await house.process()
    await house.process(other)
    # Which of the two claims it is chance; both shall have their turn.
    await house.timer(60)
    await asyncio.sleep(60.5)
    if other.rang:
        return
    house.kill(doomed)
    await asyncio.sleep(LEASE + LOOK + 1)
    assert not house.rang and len(other.rang) == 1
    assert other.rang[0].late < LEASE + LOOK + 1


async def test_what_one_process_cannot_ring_the_other_rings_at_once(house: House) -> None:
    house.device.on = False
    other = Device()
    await house.process()
    await house.process(other)
    await house.timer(60)
    await asyncio.sleep(62)
    assert len(other.rang) == 1


async def test_a_process_that_stops_leaves_what_it_rings_to_the_next_at_once(house: House) -> None:
    house.device.taking = 30.0
    first = await house.process()
    await house.timer(60)
    await asyncio.sleep(61)
    await first.stop()
    other = Device()
    await house.process(other)
    await asyncio.sleep(1)
    assert len(other.rang) == 1


async def test_a_claim_by_a_clock_that_was_wrong_does_not_hold(house: House) -> None:
    """The machine thought it was next year when it claimed, and crashed."""
    await house.timer(60)
    wrong = {"claimed_by": "somebody", "claimed_until": house.now + 365 * 86_400}
    await house.home.database.write(lambda to: to.execute(update(due).values(wrong)).rowcount)
    await house.process()
    await asyncio.sleep(61)
    assert len(house.rang) == 1


async def test_wherever_a_process_is_killed_the_device_rings_once(house: House) -> None:
    """Killed at every step between the moment a timer is due and the moment it is over."""
    for steps in range(80):
        name = f"t{steps}"
        await house.timer(0, name)
        doomed = await house.process()
        for _ in range(steps):
            await asyncio.sleep(0)
        house.kill(doomed)
        survivor = await house.process()
        await asyncio.sleep(LEASE + LOOK + 1)
        assert [each.record for each in house.rang][steps:] == [name], f"killed after {steps} steps"
        assert house.home.kept("timers") == 0
        await survivor.stop()
        house.processes.remove(survivor)
    # Some were killed between ringing and writing that down, some before, some after.
    assert Counter(house.device.handed.values()).keys() == {1, 2}
