"""What belongs to a person is found from the moment it is written, by them alone, on either database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, text, update

from fakes.postgres import PostgresServer, missing
from fakes.searching import SearchHouse, search_house
from parley.home.database.schema import accounts, search_documents, search_progress
from parley.home.home import Home
from parley.search.personal.following import behind
from parley.search.personal.rows import count


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    if reason := missing():
        pytest.skip(reason)
    with PostgresServer(durable=False) as running:
        running.sql("CREATE DATABASE search")
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SearchHouse]:
    url = None
    if request.param == "postgresql":
        url = request.getfixturevalue("server").url("search")
    async with search_house(tmp_path, database=url) as made:
        yield made
        for each in (made.anna, made.ben):
            if await exists(made.home, each):
                await made.home.delete(each)


async def exists(home: Home, account: str) -> bool:
    found = accounts.select().where(accounts.c.id == account)
    return await home.database.read(lambda c: c.execute(found).first()) is not None


async def test_a_note_is_found_as_soon_as_it_is_written(house: SearchHouse) -> None:
    lease = await house.put(house.anna, "notes", {"title": "The lease", "text": "Rent is due on the first."})
    quote = await house.put(house.anna, "notes", {"title": "装修报价", "text": "厨房三万，卫生间两万。"})
    assert await house.ids(house.anna, "leases") == [lease]
    assert await house.ids(house.anna, "rent due") == [lease]
    assert await house.ids(house.anna, "装修报价") == [quote]
    assert await house.ids(house.anna, "報價") == [quote], "traditional is simplified"
    assert await house.ids(house.anna, "厨") == [quote], "one character"
    assert await house.ids(house.anna, '"rent first"') == [], "a phrase is one after the other"
    assert await house.ids(house.anna, "lease -rent") == []


async def test_what_is_kept_comes_before_what_was_said_of_it(house: SearchHouse) -> None:
    records, anna = house.home.records, house.anna
    await records.put(anna, "notes", "n1", {"text": "the lease ends in May"})
    said = {
        "at": 5.0,
        "heard": "take a note: the lease ends in May",
        "answered": "Noted.",
        "intent": "note.take",
    }
    await records.put(anna, "history", "h1", said)
    found = await house.searching.search(anna, "lease")
    assert [hit.kind for hit in found.hits] == ["note", "history"]


async def test_what_changed_or_went_is_found_as_it_is_now(house: SearchHouse) -> None:
    note = await house.put(house.anna, "notes", {"text": "okapi"}, id="n1")
    await house.home.records.change(house.anna, "notes", "n1", {"text": "quagga"})
    assert await house.ids(house.anna, "okapi") == []
    assert await house.ids(house.anna, "quagga") == [note]
    await house.home.records.delete(house.anna, "notes", "n1")
    assert await house.ids(house.anna, "quagga") == []


async def test_nobody_finds_what_is_somebody_else_s(house: SearchHouse) -> None:
    await house.put(house.anna, "notes", {"text": "a secret okapi"})
    mine = await house.put(house.ben, "notes", {"text": "my own okapi"})
    assert await house.ids(house.ben, "okapi") == [mine]
    assert await house.ids(house.ben, "secret") == []
    assert await house.ids(house.ben, "secr*") == []
    assert await house.ids(house.ben, "sekret~") == []
    assert await house.searching.suggest(house.ben, "secr") == ()
    assert (await house.searching.search(house.ben, "secreet")).spelling == ""


async def test_every_kind_of_record_is_found(house: SearchHouse) -> None:
    put = house.put
    wanted = {
        "walrus": await put(house.anna, "lists", {"name": "walrus"}),
        "milk": await put(house.anna, "items", {"list": "l1", "text": "milk"}),
        "dentist": await put(house.anna, "reminders", {"text": "call the dentist"}),
        "opera": await put(house.anna, "events", {"title": "Opera", "day": "2026-12-01", "place": "Wien"}),
        "wien": "",
        "+49 30 1234": await put(house.anna, "contacts", {"name": "王小明", "phones": ["+49 30 1234"]}),
        "小明": "",
        "peanuts": await put(house.anna, "memories", {"text": "no peanuts for Lena"}),
        "B2": await put(house.anna, "facts", {"path": ["car"], "relation": "@place", "value": "B2"}),
        "forecast": await put(
            house.anna, "history", {"at": 1e9, "heard": "the forecast", "answered": "Rain."}
        ),
        "rain": "",
        "bedtime": await put(house.anna, "routines", {"name": "Bedtime", "steps": ["lights off"]}),
        "pumpkin": await put(house.anna, "bookmarks", {"url": "https://soup.example/1", "note": "pumpkin"}),
        "sunset": await put(house.anna, "photos", {"file": "f", "name": "x.jpg", "caption": "Sunset"}),
    }
    last = ""
    for query, id in wanted.items():
        last = id or last
        assert await house.ids(house.anna, query) == [last], query
    await put(house.anna, "photos", {"file": "f", "caption": "Sunset", "hidden": True})
    assert len(await house.ids(house.anna, "sunset")) == 1, "a hidden photo is not shown"


async def test_kind_time_and_site_narrow_what_is_found(house: SearchHouse) -> None:
    old = await house.put(house.anna, "notes", {"text": "okapi", "changed": 1_000_000_000})
    new = await house.put(house.anna, "notes", {"text": "okapi", "changed": 1_700_000_000})
    kept = await house.put(house.anna, "bookmarks", {"url": "https://www.zoo.example/o", "note": "okapi"})
    assert set(await house.ids(house.anna, "okapi", kinds=("note",))) == {old, new}
    assert await house.ids(house.anna, "okapi", kinds=("note",), after=1_500_000_000.0) == [new]
    assert await house.ids(house.anna, "okapi", before=1_500_000_000.0, after=1.0) == [old]
    assert await house.ids(house.anna, "okapi", sites=("zoo.example",)) == [kept]
    assert await house.ids(house.anna, "okapi", sites=("oo.example",)) == []
    chinese = await house.put(house.anna, "notes", {"text": "霍加狓 okapi"})
    assert await house.ids(house.anna, "okapi", languages=("zh",)) == [chinese]
    assert set(await house.ids(house.anna, "okapi", languages=("en",))) == {old, new, kept}


async def test_a_word_may_be_misspelt_or_still_being_typed(house: SearchHouse) -> None:
    note = await house.put(house.anna, "notes", {"title": "Renovation", "text": "of the kitchen"})
    assert await house.ids(house.anna, "renovatoin~") == [note]
    assert await house.ids(house.anna, "kitc*") == [note]
    found = await house.searching.search(house.anna, "kitchne")
    assert found.spelling == "kitchen"
    texts = [each.text for each in await house.searching.suggest(house.anna, "reno")]
    assert "Renovation" in texts
    await house.home.records.delete(house.anna, "notes", note.partition("/")[2])
    assert await house.searching.suggest(house.anna, "reno") == ()


async def test_hits_show_where_the_words_stand_and_which_page_opens_them(house: SearchHouse) -> None:
    note = await house.put(house.anna, "notes", {"title": "Flat", "text": "The lease ends in May."}, id="n1")
    await house.put(house.anna, "items", {"list": "l7", "text": "lease folder"})
    found = await house.searching.search(house.anna, "lease")
    assert found.total == 2 and not found.more
    by = {each.id: each for each in found.hits}
    assert by[note].open == "notes/n1"
    assert [piece.text for piece in by[note].snippet if piece.hit] == ["lease"]
    assert "".join(piece.text for piece in by[note].snippet) == "The lease ends in May."
    assert {each.open for each in found.hits} == {"notes/n1", "lists/l7"}


async def test_pages_of_the_house_are_everybody_s_and_one_s_own_pages_one_s_own(house: SearchHouse) -> None:
    await house.page("https://zoo.example/okapi", "Okapi", "The okapi lives in the forest.")
    await house.page("https://diary.example/1", "Diary", "I saw an okapi.", account=house.anna)
    assert await house.ids(house.ben, "okapi") == ["https://zoo.example/okapi"]
    assert set(await house.ids(house.anna, "okapi")) == {
        "https://zoo.example/okapi",
        "https://diary.example/1",
    }
    assert await house.ids(house.anna, "okapi", house=False) == ["https://diary.example/1"]
    assert await house.ids(house.anna, "okapi", mine=False) == ["https://zoo.example/okapi"]
    await house.searching.forget(house.anna, ["https://diary.example/1", "https://nowhere.example/"])
    await house.searching.forget("", ["https://zoo.example/okapi"])
    assert await house.ids(house.anna, "okapi") == []


async def test_files_are_read_once_and_found_by_what_stands_in_them(house: SearchHouse) -> None:
    lease = await house.file(house.anna, "lease.txt", b"the tenant waters the orchids")
    await house.file(house.anna, "holiday.jpg", b"orchids", type="image/jpeg")
    await house.file(house.anna, "broken.pdf", b"damaged orchids", type="application/pdf")
    await house.searching.caught_up()
    assert await house.ids(house.anna, "orchids") == [f"files/{lease}"]
    assert len(await house.ids(house.anna, "broken.pdf")) == 1, "what cannot be read is found by its name"
    assert await house.ids(house.ben, "orchids") == []
    await house.searching.caught_up()
    assert sorted(house.texts.read_files) == ["broken.pdf", "lease.txt"]
    await house.home.files.delete(house.anna, lease)
    await house.searching.caught_up()
    assert await house.ids(house.anna, "orchids") == []


async def test_what_was_written_before_there_was_an_index_is_in_it_soon(house: SearchHouse) -> None:
    ids = [await house.put(house.anna, "notes", {"text": f"okapi {n}"}, id=f"n{n}") for n in range(250)]
    await house.put(house.anna, "notes", {"text": "gone"}, id="gone")
    await house.home.records.delete(house.anna, "notes", "gone")

    def before(connection: Connection) -> None:
        connection.execute(delete(search_documents))
        connection.execute(delete(search_progress))

    await house.home.database.write(before)
    assert await house.ids(house.anna, "okapi") == []
    assert await house.home.database.read(behind) == [house.anna]
    newest = await house.put(house.anna, "notes", {"text": "okapi 250"})
    assert await house.ids(house.anna, "okapi") == [newest], "what is new is found at once"
    await house.searching.caught_up()
    assert await house.home.database.read(behind) == []
    assert await house.home.database.read(lambda c: count(c, house.anna)) == len(ids) + 1
    assert await house.ids(house.anna, '"okapi 99"') == ["notes/n99"]
    await house.searching.caught_up()
    assert await house.home.database.read(lambda c: count(c, house.anna)) == len(ids) + 1


async def test_an_older_version_s_documents_are_made_anew(house: SearchHouse) -> None:
    await house.put(house.anna, "notes", {"text": "okapi"}, id="n1")
    await house.page("https://diary.example/1", "Diary", "okapi", account=house.anna)

    def older(connection: Connection) -> None:
        connection.execute(update(search_progress).values(version=0))
        connection.execute(text("DELETE FROM search_words"))

    await house.home.database.write(older)
    await house.searching.caught_up()
    assert await house.ids(house.anna, "okapi") == ["notes/n1"]


async def test_with_an_account_goes_everything_it_could_be_found_by(house: SearchHouse) -> None:
    await house.put(house.anna, "notes", {"text": "okapi"})
    kept = await house.put(house.ben, "notes", {"text": "okapi"})
    await house.home.delete(house.anna)

    def left(connection: Connection) -> tuple[int, int]:
        words = connection.execute(text("SELECT count(*) FROM search_words")).scalar_one()
        return count(connection, house.anna), words

    assert await house.home.database.read(left) == (0, 1)
    assert await house.ids(house.ben, "okapi") == [kept]


async def test_no_word_can_be_read_in_the_database(house: SearchHouse) -> None:
    await house.put(house.anna, "notes", {"title": "zyxquagga", "text": "龘靐齉 wombatfjord"})
    await house.page("https://fjordwombat.example/secret", "zyxquagga", "x", account=house.anna)

    def everything(connection: Connection) -> str:
        rows = [
            *connection.execute(text("SELECT * FROM search_words")),
            *connection.execute(text("SELECT * FROM search_documents")),
        ]
        return repr([tuple(row) for row in rows])

    lying = await house.home.database.read(everything)
    for word in ("zyxquagga", "wombat", "fjord", "龘", "secret"):
        assert word not in lying
        assert word.encode().hex() not in lying


async def test_two_people_s_hashes_of_a_word_have_nothing_in_common(house: SearchHouse) -> None:
    await house.put(house.anna, "notes", {"title": "okapi", "text": "the same words"})
    await house.put(house.ben, "notes", {"title": "okapi", "text": "the same words"})

    def words(connection: Connection) -> list[set[str]]:
        columns = (
            "words" if connection.dialect.name == "postgresql" else "title || ' ' || body || ' ' || marks"
        )
        rows = connection.execute(text(f"SELECT {columns} FROM search_words")).scalars()
        return [{each.partition(":")[0].strip("'") for each in str(row).split()} for row in rows]

    one, other = await house.home.database.read(words)
    assert len(one) > 4 and not one & other
