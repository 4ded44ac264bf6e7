"""What is due rings when it is due, once, and late if it must."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from fakes.ringing import Device, House
from parley.errors import ParleyError
from parley.home.database.schema import due
from parley.home.records import Record
from parley.home.schedule.occurrence import Occurrence
from parley.home.schedule.schedule import MOST

DAY = 86_400.0


async def test_a_timer_rings_on_time_and_is_over(days: House) -> None:
    await days.process()
    await days.timer(300)
    await asyncio.sleep(299.9)
    assert not days.rang
    await asyncio.sleep(0.2)
    (rang,) = days.rang
    assert (rang.account, rang.collection, rang.record) == ("anna", "timers", "timer")
    assert rang.late < 0.1
    assert days.home.kept("timers") == 0
    await asyncio.sleep(DAY)
    assert len(days.rang) == 1


async def test_an_alarm_for_once_rings_once_and_is_off_then(days: House) -> None:
    """It is half past nine in the morning."""
    await days.process()
    await days.alarm("10:00")
    await asyncio.sleep(1_801)
    assert len(days.rang) == 1
    alarm = await days.document("alarms")
    assert not alarm["enabled"] and alarm["rang"] == pytest.approx(days.now, abs=2)
    await asyncio.sleep(DAY)
    assert len(days.rang) == 1


async def test_an_alarm_rings_on_each_of_its_days(days: House) -> None:
    """It is Saturday."""
    await days.process()
    await days.alarm("10:00", days=[6, 7, 2])
    await asyncio.sleep(5 * DAY)
    assert [round((each.at - days.rang[0].at) / DAY) for each in days.rang] == [0, 1, 3]
    assert (await days.document("alarms"))["enabled"]


async def test_a_snoozed_alarm_rings_again(days: House) -> None:
    await days.process()
    await days.alarm("10:00")
    await asyncio.sleep(1_801)
    await days.home.records.change("anna", "alarms", "alarm", {"snoozed": days.now + 540})
    await asyncio.sleep(541)
    assert len(days.rang) == 2
    await asyncio.sleep(2 * DAY)
    assert len(days.rang) == 2


async def test_reminders_come_again_until_they_are_done(days: House) -> None:
    await days.process()
    await days.reminder(60, "once")
    await days.reminder(60, "daily", repeat="daily")
    await asyncio.sleep(3 * DAY)
    assert sorted(each.record for each in days.rang) == ["daily"] * 3 + ["once"]
    await days.home.records.change("anna", "reminders", "daily", {"done": True})
    await asyncio.sleep(3 * DAY)
    assert len(days.rang) == 4


async def test_what_nobody_was_up_for_rings_late_and_but_once(days: House) -> None:
    await days.alarm("10:00", days=[1, 2, 3, 4, 5, 6, 7])
    await days.reminder(60)
    await days.timer(60)
    await asyncio.sleep(3 * DAY)
    await days.process()
    await asyncio.sleep(1)
    late = {each.collection: each.late for each in days.rang}
    assert len(days.rang) == 3
    assert late["timers"] == late["reminders"] == pytest.approx(3 * DAY - 60, abs=1)
    assert late["alarms"] == pytest.approx(3 * DAY - 1_800, abs=1)
    await asyncio.sleep(1_800)
    assert [each.collection for each in days.rang[3:]] == ["alarms"], "it goes on as ever"


async def test_what_is_set_aside_rings_when_its_device_appears(house: House) -> None:
    process = await house.process()
    process.reach(lambda: ["anna"] if house.device.on else [])
    house.device.on = False
    await house.timer(60)
    await house.reminder(60)
    await asyncio.sleep(3_600)
    house.device.on = True
    process.nudge("anna")
    await asyncio.sleep(0.1)
    assert sorted(each.collection for each in house.rang) == ["reminders", "timers"]
    assert not house.device.handed.total() > 2


async def test_a_device_for_which_nothing_waits_costs_no_write_when_it_appears(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = await house.process()
    await asyncio.sleep(1)
    written: list[object] = []
    monkeypatch.setattr(house.home.database, "write", written.append)
    process.nudge("anna")
    await asyncio.sleep(1)
    assert not written


async def test_what_could_not_be_rung_is_tried_again_and_at_once_when_a_device_appears(house: House) -> None:
    process = await house.process()
    house.device.on = False
    await house.reminder(60)
    await asyncio.sleep(62)
    house.device.on = True
    process.nudge("anna")
    await asyncio.sleep(0.1)
    assert len(house.rang) == 1
    house.device.on = False
    await house.reminder(60, "another")
    await asyncio.sleep(62)
    house.device.on = True
    await asyncio.sleep(11)
    assert len(house.rang) == 2


async def test_a_timer_nobody_could_be_told_of_is_given_up_after_a_day_and_a_reminder_never(
    days: House,
) -> None:
    process = await days.process()
    process.reach(list)
    days.device.on = False
    await days.timer(60)
    await days.reminder(60)
    await asyncio.sleep(DAY - 10)
    assert days.home.kept("timers") == 1
    await asyncio.sleep(3_600)
    assert days.home.kept("timers") == 0
    await asyncio.sleep(9 * DAY)
    days.device.on = True
    process.reach(lambda: ["anna"])
    process.nudge("anna")
    await asyncio.sleep(1)
    assert [each.collection for each in days.rang] == ["reminders"]


async def test_a_timer_that_was_cancelled_or_moved_does_not_ring_then(house: House) -> None:
    await house.process()
    await house.timer(60, "cancelled")
    await house.timer(60, "moved")
    await asyncio.sleep(30)
    await house.home.records.delete("anna", "timers", "cancelled")
    await house.home.records.change("anna", "timers", "moved", {"ends": house.now + 600})
    await asyncio.sleep(599)
    assert not house.rang
    await asyncio.sleep(2)
    assert [each.record for each in house.rang] == ["moved"]


async def test_a_timer_that_gets_more_time_while_it_rings_rings_again(house: House) -> None:
    house.device.taking = 5.0
    await house.process()
    await house.timer(60)
    await asyncio.sleep(62)
    await house.home.records.change("anna", "timers", "timer", {"ends": house.now + 600})
    await asyncio.sleep(595)
    assert len(house.rang) == 1 and house.home.kept("timers") == 1
    await asyncio.sleep(20)
    assert len(house.rang) == 2 and house.home.kept("timers") == 0


async def test_an_alarm_that_nobody_said_since_when_counts_from_now(days: House) -> None:
    await days.process()
    await days.home.records.put("anna", "alarms", "a", {"time": "09:00", "zone": "Asia/Shanghai"})
    await asyncio.sleep(60)
    assert not days.rang and (await days.document("alarms"))["enabled"]
    await asyncio.sleep(DAY)
    assert len(days.rang) == 1 and days.rang[0].late < 1


async def test_when_the_rules_of_a_zone_have_changed_the_record_decides(house: House) -> None:
    await house.alarm("10:00")
    await house.home.database.write(lambda to: to.execute(update(due).values(at=due.c.at - 900)).rowcount)
    await house.process()
    await asyncio.sleep(1_700)
    assert not house.rang
    await asyncio.sleep(102)
    assert len(house.rang) == 1 and house.rang[0].late < 1


async def test_one_that_hangs_holds_up_no_other(house: House) -> None:
    async def ring(occurrence: Occurrence) -> None:
        if occurrence.record == "hangs":
            await asyncio.sleep(10 * DAY)
        await house.device.ring(occurrence)

    process = await house.process(started=False)
    process.handle("timers", ring)
    await process.start()
    await house.timer(60, "hangs")
    await house.timer(61, "other")
    await asyncio.sleep(62)
    assert [each.record for each in house.rang] == ["other"]


@pytest.mark.parametrize("error", [ParleyError("no"), RuntimeError("bug"), TimeoutError()])
async def test_one_that_fails_is_tried_again_and_holds_up_no_other(house: House, error: Exception) -> None:
    failed: list[str] = []

    async def ring(occurrence: Occurrence) -> None:
        if occurrence.record == "fails" and len(failed) < 3:
            failed.append(occurrence.record)
            raise error
        await house.device.ring(occurrence)

    process = await house.process(started=False)
    process.handle("timers", ring)
    await process.start()
    await house.timer(60, "fails")
    await house.timer(61, "other")
    await asyncio.sleep(62)
    assert [each.record for each in house.rang] == ["other"]
    await asyncio.sleep(40)
    assert [each.record for each in house.rang] == ["other", "fails"]


async def test_a_thousand_at_once_ring_each_once_a_bounded_number_at_a_time(house: House) -> None:
    house.device.taking = 0.5
    for number in range(1_000):
        await house.timer(60, f"t{number}", ("anna", "bob")[number % 2])
    await house.process()
    await asyncio.sleep(80)
    assert sorted(house.device.handed.values()) == [1] * 1_000
    assert house.device.most_at_once == MOST
    assert house.home.kept("timers") == 0


async def test_what_rang_is_not_rung_again_because_the_disk_was_full_then(house: House) -> None:
    async def ring(occurrence: Occurrence) -> None:
        await house.device.ring(occurrence)
        house.home.full = True

    process = await house.process(started=False)
    process.handle("timers", ring)
    await process.start()
    await house.timer(60)
    await asyncio.sleep(600)
    house.home.full = False
    await asyncio.sleep(60)
    assert house.device.handed.total() == 1
    assert house.home.kept("timers") == 0


@pytest.mark.parametrize("hours", [5, -5])
async def test_a_timer_lasts_as_long_as_it_was_set_for_when_the_clock_is_set(
    house: House, hours: float
) -> None:
    await house.process()
    await house.timer(600)
    await asyncio.sleep(60)
    house.clock.jump(timedelta(hours=hours))
    await asyncio.sleep(20)
    assert (await house.document("timers"))["ends"] == pytest.approx(house.now + 520, abs=1)
    await asyncio.sleep(519)
    assert not house.rang
    await asyncio.sleep(2)
    assert len(house.rang) == 1 and house.rang[0].late < 1


async def test_a_paused_timer_does_not_ring_in_any_process_whatever_the_clock_does(house: House) -> None:
    for _ in range(3):
        await house.process()
    await house.timer(600)
    await asyncio.sleep(60)
    await house.home.records.change("anna", "timers", "timer", {"left": 540})
    house.clock.jump(timedelta(hours=5))
    await asyncio.sleep(3_600)
    assert not house.rang
    assert (await house.document("timers"))["left"] == 540
    ends = house.now + 540
    await house.home.records.change("anna", "timers", "timer", {"left": 0, "ends": ends})
    await asyncio.sleep(539)
    assert not house.rang
    await asyncio.sleep(2)
    assert len(house.rang) == 1 and house.rang[0].late < 1


async def test_a_timer_that_is_paused_while_somebody_goes_to_ring_it_does_not_ring(house: House) -> None:
    process = await house.process(started=False)
    await house.timer(60)
    read = house.home.records.get

    async def paused_first(account: str, collection: str, id: str) -> Record | None:
        await house.home.records.change(account, collection, id, {"left": 0.5})
        return await read(account, collection, id)

    house.home.records.get = paused_first  # pyright: ignore[reportAttributeAccessIssue]
    await process.start()
    await asyncio.sleep(600)
    assert not house.rang and house.home.kept("timers") == 1


async def test_of_several_processes_one_moves_the_timers_along(house: House) -> None:
    for _ in range(3):
        await house.process()
    await house.timer(600)
    await asyncio.sleep(20)
    house.clock.jump(timedelta(hours=5))
    await asyncio.sleep(579)
    assert not house.rang
    await asyncio.sleep(2)
    assert len(house.rang) == 1


async def test_alarms_and_reminders_go_by_the_clock_when_it_is_set(house: House) -> None:
    await house.process()
    await house.alarm("10:00")
    await house.reminder(3_600)
    house.clock.jump(timedelta(minutes=20))
    await asyncio.sleep(10 * 60 + 1)
    assert [each.collection for each in house.rang] == ["alarms"]
    await asyncio.sleep(30 * 60)
    assert [each.collection for each in house.rang] == ["alarms", "reminders"]


async def test_what_another_process_adds_is_noticed(house: House) -> None:
    await house.process()
    house.home.records.on_due.clear()  # as in another process
    await house.timer(20)
    await asyncio.sleep(20.1)
    assert len(house.rang) == 1


async def test_nobody_rings_a_collection_that_nobody_handles(days: House) -> None:
    device = Device()
    process = await days.process(device, started=False)
    del process._rings["timers"]  # pyright: ignore[reportPrivateUsage]
    await process.start()
    await days.timer(60)
    await asyncio.sleep(DAY / 2)
    assert not device.rang
