"""The address book of an archive: vCard 4.0 that others read."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from icalendar.parser import Contentlines

from parley.home.archive.contacts import cards
from parley.home.archive.kept import Kept
from parley.home.collections import checked


def card(**document: Any) -> dict[str, list[str]]:
    """Property (with its parameters) → values, read as RFC 6350 says."""
    checked("contacts", document)
    kept = Kept(id="c1", created=1_772_000_000.0, document=document, stamps={"name": "019c9a0f9c00-0000-a"})
    text = "".join(cards([kept]))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    found: dict[str, list[str]] = {}
    for line in Contentlines.from_ical(text):
        if line:
            name, _, value = str(line).partition(":")
            found.setdefault(name, []).append(value)
    return found


def plain(value: str) -> str:
    """A text value without its escapes."""
    out, rest = "", iter(value)
    for each in rest:
        out += {"n": "\n"}.get(following := next(rest), following) if each == "\\" else each
    return out


def test_a_contact_has_everything_that_is_known() -> None:
    found = card(
        name="王小明",
        nickname="小明",
        reading="wang2 xiao3ming2",
        phones=["+86 138 0000 0000", "010-1234"],
        emails=["xm@example.org"],
        address="北京市朝阳区, 1 号; 2 层",
        birthday="1990-04-12",
        note="喜欢茶\nlikes tea",
    )
    assert found["BEGIN"] == ["VCARD"] and found["VERSION"] == ["4.0"] and found["END"] == ["VCARD"]
    assert found["FN"] == ["王小明"]
    assert found["N;SORT-AS=wang2 xiao3ming2"] == ["王小明;;;;"]
    assert found["NICKNAME"] == ["小明"]
    assert found["TEL;VALUE=text"] == ["+86 138 0000 0000", "010-1234"]
    assert found["EMAIL"] == ["xm@example.org"]
    assert found["BDAY"] == ["19900412"]
    assert plain(found["NOTE"][0]) == "喜欢茶\nlikes tea"
    assert found["ADR"] == [";;北京市朝阳区\\, 1 号\\; 2 层;;;;"]


def test_a_contact_without_a_name_is_called_by_what_there_is() -> None:
    assert card(name="", emails=["a@example.org"])["FN"] == ["a@example.org"]
    assert card(name=" ")["FN"] == ["?"]


@given(st.text(max_size=200))
def test_nothing_that_is_written_in_a_note_becomes_another_property(text: str) -> None:
    found = card(name="x", note="a" + text + "b")
    assert set(found) == {"BEGIN", "VERSION", "UID;VALUE=text", "FN", "N", "NOTE", "REV", "END"}
    (note,) = found["NOTE"]
    assert [c for c in plain(note) if c.isalnum()] == [c for c in "a" + text + "b" if c.isalnum()]
