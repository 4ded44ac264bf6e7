"""Edits of one record become the same record in whatever order they arrive."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.home.changes import NOTHING, Change, State, merged, replacing
from parley.home.collections import COLLECTIONS, BadRecord, checked, with_defaults

stamps = st.integers(0, 30).map(lambda n: f"{n:012x}-0000-phone")
edits = st.builds(
    Change,
    st.just("notes"),
    st.just("n"),
    stamps,
    st.dictionaries(st.sampled_from(["title", "text", "pinned"]), st.integers(0, 9), min_size=1),
)
deletions = st.builds(Change, st.just("notes"), st.just("n"), stamps, deleted=st.just(True))


def folded(changes: list[Change], state: State = NOTHING) -> State:
    for change in changes:
        state = merged(state, change)
    return state


@given(st.lists(edits, unique_by=lambda each: each.stamp, max_size=8), st.randoms())
def test_edits_commute(changes: list[Change], chance: Any) -> None:
    shuffled = list(changes)
    chance.shuffle(shuffled)
    assert folded(shuffled) == folded(changes)


@given(st.lists(edits | deletions, max_size=8), edits | deletions)
def test_a_change_made_twice_is_made_once(before: list[Change], change: Change) -> None:
    once = merged(folded(before), change)
    assert merged(once, change) is once


@given(st.lists(edits | deletions, max_size=8))
def test_nothing_that_was_edited_after_a_deletion_goes_with_it(changes: list[Change]) -> None:
    state = folded(changes)
    assert all(stamp > (state.deleted or "") for stamp in state.stamps.values())
    assert state.fields.keys() == state.stamps.keys()


@given(st.lists(edits | deletions, max_size=8), st.text(max_size=3), st.text(max_size=3))
def test_replacing_says_the_whole_document(before: list[Change], title: str, text: str) -> None:
    state = folded([each for each in before if "pinned" not in each.fields])
    document = {"title": title, "text": text}
    change = Change("notes", "n", "f" * 12 + "-0000-phone", replacing("notes", state, document))
    shown = with_defaults("notes", merged(state, change).fields)
    assert shown == with_defaults("notes", document)


def test_an_empty_document_is_one() -> None:
    assert replacing("notes", NOTHING, {}) == with_defaults("notes", {}) != {}


def test_every_collection_knows_its_defaults() -> None:
    for collection, shape in COLLECTIONS.items():
        required = {name for name in shape.__struct_fields__ if name not in with_defaults(collection, {})}
        assert required == {
            field for field in shape.__struct_fields__ if field in REQUIRED.get(collection, set())
        }


REQUIRED = {
    "timers": {"seconds", "ends"},
    "alarms": {"time"},
    "reminders": {"text"},
    "events": {"title", "day"},
    "lists": {"name"},
    "items": {"list", "text"},
    "contacts": {"name"},
    "routines": {"name"},
    "photos": {"file"},
    "persons": {"name"},
    "facts": {"relation", "value"},
    "bookmarks": {"url"},
    "sites": {"url"},
    "words": {"text"},
    "tallies": {"language"},
    "memories": {"text"},
    "voices": {"model"},
    "settings": {"value"},
    "history": {"at", "heard"},
}


@pytest.mark.parametrize(
    ("collection", "document"),
    [
        ("events", {"title": "x", "day": "2026-11-24", "time": ""}),
        ("routines", {"name": "x", "time": ""}),
        ("contacts", {"name": "x", "birthday": ""}),
    ],
)
def test_what_may_be_empty_may_also_be_set_so(collection: str, document: dict[str, object]) -> None:
    checked(collection, document)


@pytest.mark.parametrize("time", ["7:00", "24:00", "07:60", " "])
def test_what_is_no_time_is_refused(time: str) -> None:
    with pytest.raises(BadRecord):
        checked("routines", {"name": "x", "time": time})
