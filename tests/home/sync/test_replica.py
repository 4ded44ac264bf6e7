"""A device's copy: shows its edits at once, keeps them through any crash, and gives way to what is later."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.sync import START
from parley.errors import TooLong
from parley.home.changes import Change, Row
from parley.home.collections import BadRecord
from parley.home.orders import Refused
from parley.home.stamps import Stamp
from parley.home.sync.book import ReplicaFailed
from parley.home.sync.replica import Replica
from parley.home.sync.wire import PullAnswer, PushAnswer

MILK = {"list": "shopping", "text": "牛奶"}
NOW = int(START * 1000)


@pytest.fixture
def replica(tmp_path: Path) -> Iterator[Replica]:
    opened = Replica(tmp_path / "copy.db", lambda: START)
    yield opened
    opened.close()


def row(id: str = "milk", seq: int = 1, at: int = 0, deleted: bool = False, **fields: Any) -> Row:
    stamp = str(Stamp(NOW + at, 0, "other"))
    if deleted:
        return Row("items", id, seq, {}, {}, stamp)
    fields = fields or MILK
    return Row("items", id, seq, fields, dict.fromkeys(fields, stamp))


def page(*rows: Row, cursor: int = 10, more: bool = False, fresh: bool = False, now: int = NOW) -> PullAnswer:
    return PullAnswer(list(rows), cursor, more, fresh, now)


def refused(number: int) -> Refused:
    return Refused(number, "bad_record", "no")


def unexpected(refused: Refused, change: Change) -> None:
    raise AssertionError(refused)


def push(
    replica: Replica, taken: int | None = None, *no: Refused, now: int = NOW, hear: Any = unexpected
) -> bool:
    sent = replica.waiting(500, 10**6)
    assert sent is not None
    last = sent.first + len(sent.changes) - 1
    return replica.took(sent, PushAnswer(last if taken is None else taken, list(no), now), hear)


def test_an_edit_shows_at_once(replica: Replica) -> None:
    told: list[str] = []
    replica.on_edit.append(lambda: told.append("edit"))
    replica.put("items", "milk", MILK)
    assert replica.get("items", "milk") == {**MILK, "amount": "", "done": False, "order": ""}
    assert replica.change("items", "milk", {"done": True})
    assert not replica.change("items", "bread", {"done": True})
    assert [each.document["done"] for each in replica.all("items")] == [True]
    assert replica.delete("items", "milk") and not replica.delete("items", "milk")
    assert replica.get("items", "milk") is None and replica.all("items") == []
    assert len(told) == 3


def test_what_is_wrong_is_refused_here_already(replica: Replica) -> None:
    replica.put("items", "milk", MILK)
    for wrong in ({"text": "no list"}, {**MILK, "colour": "white"}, {**MILK, "text": float("nan")}):
        with pytest.raises(BadRecord):
            replica.put("items", "a", wrong)
    for call in (
        lambda: replica.put("items", "a/b", MILK),
        lambda: replica.put("shares", "a", {}),
        lambda: replica.change("items", "milk", {"done": "yes"}),
        lambda: replica.all("shares"),
        lambda: replica.get("shares", "a"),
    ):
        with pytest.raises(BadRecord):
            call()
    with pytest.raises(TooLong):
        replica.change("items", "milk", {"text": "x" * 70_000})
    assert [each.id for each in replica.all("items")] == ["milk"]


def test_edits_and_place_survive_a_restart(replica: Replica, tmp_path: Path) -> None:
    replica.keep(0, page(row("bread")), 0)
    replica.put("items", "milk", MILK)
    replica.change("items", "bread", {"done": True})
    before, waiting = replica.all("items"), replica.waiting(500, 10**6)
    replica.close()
    again = Replica(tmp_path / "copy.db", lambda: START - 10**6)
    assert (again.all("items"), again.waiting(500, 10**6), again.cursor) == (before, waiting, 10)
    again.put("items", "tea", MILK)
    later = again.waiting(500, 10**6)
    assert later is not None
    stamps = [each.stamp for each in later.changes]
    assert stamps == sorted(set(stamps)), "though its clock was set back"
    again.close()


def test_the_same_document_is_no_edit(replica: Replica) -> None:
    replica.put("items", "milk", MILK)
    replica.put("items", "milk", {**MILK, "done": False})
    sent = replica.waiting(500, 10**6)
    assert sent is not None and len(sent.changes) == 1


def test_what_is_later_on_the_server_shows_and_what_is_earlier_does_not(replica: Replica) -> None:
    replica.put("items", "milk", MILK)
    replica.keep(0, page(row(at=-5, text="old", list="b"), row("tea", seq=2)), 0)
    assert replica.get("items", "milk") == {**MILK, "amount": "", "done": False, "order": ""}
    replica.keep(10, page(row(seq=3, at=5, text="newer", list="b"), cursor=20), 0)
    assert replica.all("items")[-1].document["text"] == "newer"
    replica.put("items", "milk", MILK)
    assert replica.get("items", "milk") is not None
    assert replica.get("items", "milk")["text"] == "牛奶"  # type: ignore[index]


def test_an_edit_of_what_others_deleted_does_not_show(replica: Replica) -> None:
    replica.keep(0, page(row()), 0)
    replica.change("items", "milk", {"done": True})
    replica.keep(10, page(row(seq=2, at=-1, deleted=True), cursor=20), 0)
    assert replica.all("items") == [], "the server will refuse it"


def test_an_edit_shows_until_its_row_is_here(replica: Replica) -> None:
    replica.keep(0, page(row(text="old", list="a")), 0)
    replica.change("items", "milk", {"text": "new"})
    taken_before = replica.taken
    assert push(replica)
    # A page that was asked for before the push was answered may not hold it yet.
    replica.keep(10, page(cursor=11), taken_before)
    assert replica.get("items", "milk")["text"] == "new"  # type: ignore[index]
    assert replica.waiting(500, 10**6) is None
    replica.keep(11, page(row(seq=2, at=1, text="new", list="a"), cursor=12), replica.taken)
    assert replica.get("items", "milk")["text"] == "new"  # type: ignore[index]
    assert replica._book.pending() == []


def test_what_was_refused_is_told_and_goes(replica: Replica) -> None:
    told: list[tuple[Refused, str]] = []
    replica.put("items", "milk", MILK)
    replica.put("items", "tea", MILK)
    assert push(replica, 2, refused(1), hear=lambda why, what: told.append((why, what.id)))
    assert told == [(refused(1), "milk")]
    assert [each.id for each in replica.all("items")] == ["tea"]


def test_a_crash_between_telling_and_dropping_tells_again(replica: Replica, tmp_path: Path) -> None:
    replica.put("items", "milk", MILK)

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        push(replica, 1, refused(1), hear=crash)
    told: list[Refused] = []
    push(replica, 1, refused(1), hear=lambda why, _: told.append(why))
    assert told == [refused(1)]


@pytest.mark.parametrize("taken", [0, 99])
def test_a_side_that_was_set_back_gets_everything_under_a_new_name(replica: Replica, taken: int) -> None:
    for n in range(4):
        replica.put("items", str(n), MILK)
    first = replica.waiting(2, 10**6)
    assert first is not None
    replica.took(first, PushAnswer(2, [], NOW), unexpected)
    replica.keep(0, page(), 2)
    assert push(replica, taken)
    again = replica.waiting(500, 10**6)
    assert again is not None and again.first == 1 and again.replica != first.replica
    assert [each.id for each in again.changes] == ["2", "3"]


def test_a_copied_file_takes_a_name_of_its_own(replica: Replica, tmp_path: Path) -> None:
    replica.put("items", "milk", MILK)
    mine = replica.waiting(500, 10**6)
    replica.close()
    shutil.copy(tmp_path / "copy.db", tmp_path / "other.db")
    other, again = Replica(tmp_path / "other.db"), Replica(tmp_path / "copy.db")
    assert again.waiting(500, 10**6) == mine
    theirs = other.waiting(500, 10**6)
    assert mine and theirs and theirs.replica != mine.replica and theirs.changes == mine.changes
    other.close()
    again.close()


def test_everything_anew_drops_what_no_page_holds_and_keeps_edits(replica: Replica) -> None:
    replica.keep(0, page(row("a"), row("b", 2), row("c", 3), cursor=30), 0)
    replica.put("items", "mine", MILK)
    replica.change("items", "b", {"done": True})
    assert replica.keep(30, page(row("a", 1), cursor=5, more=True, fresh=True), 0)
    assert {each.id for each in replica.all("items")} == {"a", "b", "c", "mine"}, "not before it is over"
    replica.close()
    again = Replica(Path(replica._book._path), lambda: START)
    assert again.cursor == 5
    assert again.keep(5, page(row("d", 7), cursor=40), 0)
    assert {each.id for each in again.all("items")} == {"a", "d", "mine"}
    again.close()


def test_a_page_that_does_not_follow_is_not_taken(replica: Replica) -> None:
    assert replica.keep(0, page(row("a"), cursor=10), 0)
    assert not replica.keep(20, page(row("c", 9), cursor=30), 0)
    assert not replica.keep(5, page(row("a"), cursor=6, fresh=True), 0)
    # One that overlaps is, but for what is known better.
    assert replica.keep(10, page(row("a", 12, text="new", list="x"), cursor=20), 0)
    assert replica.keep(5, page(row("a", 8, text="old", list="x"), row("b", 9), cursor=15), 0)
    assert [(each.id, each.document["text"]) for each in replica.all("items")] == [
        ("a", "new"),
        ("b", "牛奶"),
    ]
    assert replica.cursor == 20


@pytest.mark.parametrize("astray", [-(10**12), -100_000, 100_000, 3 * 10**11])
def test_a_wrong_clock_is_corrected_and_so_are_the_edits_that_wait(tmp_path: Path, astray: int) -> None:
    replica = Replica(tmp_path / "copy.db", lambda: START + astray / 1000)
    for n in range(3):
        replica.put("items", str(n), MILK)
    replica.keep(0, page(), 0)
    replica.put("items", "3", MILK)
    sent = replica.waiting(500, 10**6)
    assert sent is not None
    stamps = [each.stamp for each in sent.changes]
    assert stamps == sorted(set(stamps))
    assert all(abs(Stamp.parse(each).wall - NOW) < 1000 for each in stamps)
    replica.close()
    again = Replica(tmp_path / "copy.db", lambda: START + astray / 1000)
    again.put("items", "4", MILK)
    later = again.waiting(500, 10**6)
    assert later is not None and later.changes[-1].stamp > stamps[-1]
    assert Stamp.parse(later.changes[-1].stamp).wall - NOW < 1000
    again.close()


def test_a_push_is_as_large_as_it_may_be(replica: Replica) -> None:
    for n in range(6):
        replica.put("notes", str(n), {"text": "x" * 1000})
    sizes = []
    for most, largest in ((500, 10**6), (4, 10**6), (500, 3000), (500, 10)):
        sent = replica.waiting(most, largest)
        sizes.append(len(sent.changes) if sent else 0)
    assert sizes == [6, 4, 2, 1]


def test_only_one_process_has_the_file(replica: Replica, tmp_path: Path) -> None:
    replica.put("items", "milk", MILK)
    with pytest.raises(ReplicaFailed) as error:
        Replica(tmp_path / "copy.db")
    assert error.value.code == "replica_failed"


def test_a_file_that_is_no_database_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_bytes(b"a shopping list" * 100)
    with pytest.raises(ReplicaFailed, match=r"copy\.db cannot be opened"):
        Replica(tmp_path / "copy.db")


def test_threads_may_edit_together(replica: Replica) -> None:
    def edit(name: str) -> None:
        for n in range(20):
            replica.put("items", f"{name}{n}", MILK)

    threads = [threading.Thread(target=edit, args=(name,)) for name in "abcd"]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    sent = replica.waiting(500, 10**6)
    assert sent is not None and len(sent.changes) == 80 and len(replica.all("items")) == 80
    stamps = [each.stamp for each in sent.changes]
    assert stamps == sorted(set(stamps))


CHILD = """
import sys
from pathlib import Path
from parley.home.sync.replica import Replica
replica = Replica(Path(sys.argv[1]))
start = len(replica.all("items"))
print("open", flush=True)
for n in range(start, start + 10_000):
    replica.put("items", str(n), {"list": "a", "text": str(n)})
    print(n, flush=True)
"""


def test_kill_9_at_random_moments_loses_no_edit(tmp_path: Path) -> None:
    chance, done = random.Random(7), -1
    for _ in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", CHILD, str(tmp_path / "copy.db")], stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "open\n"
            killing = threading.Timer(chance.uniform(0.0, 0.15), lambda: os.kill(child.pid, signal.SIGKILL))
            killing.start()
            said = child.stdout.read().split()
        done = max([done, *map(int, said)])
        replica = Replica(tmp_path / "copy.db")
        held = sorted(int(each.id) for each in replica.all("items"))
        sent = replica.waiting(10**6, 10**9)
        replica.close()
        # The last one may have been written before anybody could hear so.
        assert held == list(range(len(held))) and len(held) in (done + 1, done + 2)
        done = len(held) - 1
        assert len(sent.changes if sent else ()) == len(held)
    assert done > 20


def test_edits_that_a_jumping_clock_dated_too_late_stay_in_order(tmp_path: Path) -> None:
    wall = START + 200
    replica = Replica(tmp_path / "copy.db", lambda: wall)
    replica.put("items", "milk", MILK)
    wall += 100
    replica.change("items", "milk", {"text": "last"})
    wall = START - 500  # somebody sets it back, and too far
    replica.keep(0, page(), 0)
    sent = replica.waiting(500, 10**6)
    assert sent is not None
    first, last = (each.stamp for each in sent.changes)
    assert first < last and Stamp.parse(last).wall <= NOW
    assert replica.all("items")[0].document["text"] == "last"
    replica.close()


@pytest.mark.parametrize("heard", [True, False])
def test_an_edit_stays_after_one_that_the_server_took_whatever_the_clock_does(
    tmp_path: Path, heard: bool
) -> None:
    wall = START
    replica = Replica(tmp_path / "copy.db", lambda: wall)
    replica.put("items", "milk", MILK)
    sent = replica.waiting(500, 10**6)  # and taken, but its answer is lost
    assert sent is not None
    first = sent.changes[0].stamp
    its = Row("items", "milk", 1, MILK, dict.fromkeys(MILK, first))
    if heard:
        replica.keep(0, page(its), 0)
    wall = START - 100
    replica.keep(replica.cursor, page(cursor=20), 0)
    wall = START
    replica.change("items", "milk", {"text": "last"})
    replica.keep(20, page(*([] if heard else [its]), cursor=30), 0)
    again = replica.waiting(500, 10**6)
    assert again is not None
    assert again.changes[0].stamp == first
    assert again.changes[1].stamp > first and Stamp.parse(again.changes[1].stamp).wall <= NOW
    replica.close()
