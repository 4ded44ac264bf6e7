"""A browser's photos over HTTP: uploaded, shown, edited, found, given away, and nobody else's."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image, ImageDraw

from fakes.furnished import blocks
from fakes.home_server import HomeServer, home_server
from parley.home.accounts.callers import Role
from parley.home.files.ledger import About

pytestmark = pytest.mark.engine


def picture(
    colour: str = "red", taken: str = "2026:05:01 10:00:00", size: tuple[int, int] = (600, 400)
) -> bytes:
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).ellipse((200, 100, 400, 300), fill=colour)
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8769)[0x9003] = taken
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 14.0, 42.0), 3: "E", 4: (120.0, 8.0, 24.0)})
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif)
    return file.getvalue()


def size_of(data: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(data)).size


@dataclass
class Browser:
    """Somebody's, signed in."""

    house: HomeServer
    account: str
    http: httpx.AsyncClient

    async def upload(self, data: bytes, name: str = "a.jpg", **more: Any) -> dict[str, Any]:
        about = About(name, "image/jpeg")
        file = await self.house.home.files.keep(self.account, len(data), about, blocks(data))
        answer = await self.http.post("/api/photos", json={"file": file.id, **more})
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def get(self, path: str) -> Any:
        answer = await self.http.get(f"/api/photos/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[Browser]:
    async with home_server(tmp_path) as house:
        person = await house.person(Role.FAMILY)
        async with house.app.router.lifespan_context(house.app):
            yield Browser(house, person.id, house.browser(await house.session(person)))


async def test_an_upload_becomes_a_photo_that_is_shown(browser: Browser) -> None:
    photo = await browser.upload(picture())
    assert (photo["width"], photo["height"], photo["edit"], photo["taken"]) == (600, 400, "", 1_777_600_800.0)
    cells = await browser.get("cells")
    assert cells["ids"] == [photo["id"]] and cells["ratios"] == [1.5] and cells["versions"] == {}
    tile = await browser.http.get(f"/api/photos/{photo['id']}/tile?v=0")
    assert tile.headers["content-type"] == "image/jpeg" and size_of(tile.content) == (320, 213)
    assert "immutable" in tile.headers["cache-control"]
    asked = await browser.http.get(f"/api/photos/{photo['id']}/tile?v=older")
    assert asked.headers["cache-control"] == "private, no-cache"
    again = await browser.http.get(
        f"/api/photos/{photo['id']}/tile", headers={"If-None-Match": tile.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    view = await browser.http.get(f"/api/photos/{photo['id']}/view?side=500")
    assert size_of(view.content)[0] in range(500, 577)
    whole = await browser.get(photo["id"])
    assert whole["shot"]["camera"] == "Camera"
    assert whole["facts"]["place"] == {"zh": "中国 浙江 杭州", "en": "Hangzhou, Zhejiang, China"}
    found = await browser.get("search?q=杭州")
    assert found["ids"] == [photo["id"]] and found["understood"]["places"] == ["杭州"]


async def test_cells_are_zipped_and_asked_for_once(browser: Browser) -> None:
    put = browser.house.home.records.put
    await asyncio.gather(
        *(put(browser.account, "photos", f"p{n}", {"file": "f", "taken": 1e9 + n * 7919}) for n in range(300))
    )
    first = await browser.http.get("/api/photos/cells")
    assert first.headers["content-encoding"] == "gzip" and len(first.json()["ids"]) == 300
    plain = await browser.http.get("/api/photos/cells", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers and plain.json() == first.json()
    same = await browser.http.get("/api/photos/cells", headers={"If-None-Match": first.headers["etag"]})
    assert same.status_code == 304
    await browser.http.patch("/api/photos/p7", json={"favourite": True})
    other = await browser.http.get("/api/photos/cells", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200
    body = other.json()
    assert [body["ids"][at] for at in body["favourites"]] == ["p7"]


async def test_an_edit_is_seen_everywhere_and_undone(browser: Browser) -> None:
    photo = await browser.upload(picture())
    at = f"/api/photos/{photo['id']}"
    recipe = {"steps": [{"do": "turn", "quarters": 1}, {"do": "exposure", "stops": -1}]}
    preview = await browser.http.post(f"{at}/preview", json={"recipe": recipe, "side": 300})
    assert size_of(preview.content) == (200, 300)
    edited = (await browser.http.put(f"{at}/recipe", json={"recipe": recipe})).json()
    assert edited["edit"] and edited["ratio"] == pytest.approx(2 / 3, abs=0.01)
    cells = await browser.get("cells")
    assert cells["versions"] == {photo["id"]: edited["edit"]} and cells["ratios"] == [edited["ratio"]]
    tile = await browser.http.get(f"{at}/tile?v={edited['edit']}")
    assert size_of(tile.content) == (213, 320) and "immutable" in tile.headers["cache-control"]
    was = await browser.http.get(f"{at}/view?side=320&edited=0")
    assert size_of(was.content) == (320, 213)
    copy = await browser.http.get(f"{at}/copy")
    assert size_of(copy.content) == (400, 600)
    undone = (await browser.http.put(f"{at}/recipe", json={"recipe": {}})).json()
    assert (undone["edit"], undone["recipe"], undone["ratio"]) == ("", {}, 1.5)
    for wrong in ({"steps": [{"do": "explode"}]}, {"steps": [{"do": "exposure", "stops": 99}]}):
        refused = await browser.http.put(f"{at}/recipe", json={"recipe": wrong})
        assert (refused.status_code, refused.json()["code"]) == (400, "bad_recipe")
    proposal = (await browser.http.post(f"{at}/proposal")).json()
    assert "steps" in proposal["recipe"] and isinstance(proposal["reasons"], list)
    operations = await browser.get("operations")
    assert all(each["names"]["zh"] and each["explains"]["en"] for each in operations["operations"])


async def test_a_copy_tells_nothing_of_its_person(browser: Browser) -> None:
    photo = await browser.upload(picture(), name="我的照片.jpg")
    copy = await browser.http.get(f"/api/photos/{photo['id']}/copy")
    assert b"Exif" not in copy.content and size_of(copy.content) == (600, 400)
    assert (
        "attachment" in copy.headers["content-disposition"]
        and "%E6%88%91" in copy.headers["content-disposition"]
    )
    placed = await browser.http.get(f"/api/photos/{photo['id']}/copy?place=1")
    where = Image.open(io.BytesIO(placed.content)).getexif().get_ifd(0x8825)
    assert where[1] == "N" and b"Camera" not in placed.content
    recipe = {"steps": [{"do": "mirror"}]}
    await browser.http.put(f"/api/photos/{photo['id']}/recipe", json={"recipe": recipe})
    placed = await browser.http.get(f"/api/photos/{photo['id']}/copy?place=1")
    assert Image.open(io.BytesIO(placed.content)).getexif().get_ifd(0x8825)[3] == "E"


async def test_what_is_refused_is_said_in_a_code(browser: Browser) -> None:
    photo = await browser.upload(picture())
    data = b"no picture"
    file = await browser.house.home.files.keep(
        browser.account, 10, About("a.jpg", "image/jpeg"), blocks(data)
    )
    for method, path, body, status, code in (
        ("POST", "", {"file": file.id}, 400, "bad_picture"),
        ("POST", "", {"file": "f" * 64}, 404, "unknown_file"),
        ("POST", "", {"file": file.id, "more": 1}, 400, "bad_request"),
        ("GET", "/nothing", None, 404, "unknown_photo"),
        ("GET", "/nothing/tile", None, 404, "unknown_photo"),
        ("PATCH", f"/{photo['id']}", {}, 400, "bad_record"),
        ("PATCH", f"/{photo['id']}", {"caption": "x" * 20_001}, 400, "bad_request"),
        ("GET", f"/{photo['id']}/view?side=1", None, 400, "bad_request"),
        ("GET", "/search?q=" + "x" * 300, None, 400, "bad_request"),
        ("GET", "/search", None, 400, "bad_request"),
        ("POST", "/delete", {"ids": []}, 400, "bad_request"),
        ("POST", "/best", {"ids": ["nothing"]}, 404, "unknown_photo"),
        ("POST", "/scan", {"pages": []}, 400, "bad_request"),
        ("POST", "/scan", {"pages": [{"photo": photo["id"], "polygon": [[0, 0]]}]}, 400, "bad_request"),
        (
            "POST",
            "/scan",
            {"pages": [{"photo": photo["id"], "polygon": [[0, 0], [0, 0], [0, 0], [0, 0]]}]},
            400,
            "bad_outline",
        ),
    ):
        answer = await browser.http.request(method, f"/api/photos{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (status, code), (method, path, answer.text)


async def test_a_scan_becomes_a_file(browser: Browser) -> None:
    photo = await browser.upload(picture(size=(700, 900)))
    corners = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]]
    body = {"pages": [{"photo": photo["id"], "polygon": corners}], "look": "grey", "title": "账单"}
    made = await browser.http.post("/api/photos/scan", json=body)
    assert made.status_code == 200, made.text
    file = await browser.house.home.files.get(browser.account, made.json()["file"])
    assert (file.name, file.type) == ("账单.pdf", "application/pdf")
    data = b"".join([block async for block in browser.house.home.files.read(browser.account, file.id)])
    assert data.startswith(b"%PDF-")


async def test_guests_and_keys_for_other_things_see_nothing(browser: Browser) -> None:
    photo = await browser.upload(picture())
    guest = await browser.house.person(Role.GUEST, "Gast")
    other = await browser.house.person(Role.FAMILY, "Ben")
    for person, status in ((guest, 403), (other, 404)):
        http = browser.house.browser(await browser.house.session(person))
        answer = await http.get(f"/api/photos/{photo['id']}/tile")
        assert answer.status_code == status
    deleted = await browser.http.post("/api/photos/delete", json={"ids": [photo["id"], "nothing"]})
    assert deleted.json() == {"deleted": 1}
    assert (await browser.get("cells"))["ids"] == []
