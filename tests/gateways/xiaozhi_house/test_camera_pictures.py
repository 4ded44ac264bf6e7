"""A board's camera sends what it saw, as the firmware does; it is kept for the board's person alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.home_server import HomeServer
from fakes.pictures import encoded, page
from gateways.xiaozhi_house.conftest import HttpBoard, let_in
from parley.errors import ParleyError
from parley.gateways.xiaozhi import pictures
from parley.gateways.xiaozhi.form import fields
from parley.home.accounts.callers import Role

BOUNDARY = "----ESP32_CAMERA_BOUNDARY"
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40 + b"\r\n--\r\n\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100


def form(picture: bytes = JPEG, question: str = "这是什么？") -> bytes:
    """As the firmware writes it: the question, then the picture."""
    return (
        (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="question"\r\n\r\n{question}\r\n'
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="camera.jpg"\r\n'
            "Content-Type: image/jpeg\r\n\r\n"
        ).encode()
        + picture
        + f"\r\n--{BOUNDARY}--\r\n".encode()
    )


async def chunked(body: bytes, size: int = 512) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


@pytest.fixture
async def token(board: HttpBoard, anna: httpx.AsyncClient) -> str:
    """Of Anna's board."""
    await let_in(board, anna)
    return (await board.checks())["websocket"]["token"]


async def sends(house: HomeServer, token: str, body: bytes, **headers: str) -> httpx.Response:
    told = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", **headers}
    return await house.client(token).post("/xiaozhi/vision", content=chunked(body), headers=told)


async def kept(browser: httpx.AsyncClient) -> list[dict[str, Any]]:
    return (await browser.get("/api/files")).json()["files"]


@pytest.mark.parametrize(("picture", "kind"), [(JPEG, "jpeg"), (PNG, "png")])
async def test_a_picture_is_kept_for_its_person(
    house: HomeServer,
    token: str,
    anna: httpx.AsyncClient,
    owner: httpx.AsyncClient,
    picture: bytes,
    kind: str,
) -> None:
    answer = await sends(house, token, form(picture))
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert said["success"] is True and said["action"] == "RESPONSE"
    (file,) = await kept(anna)
    assert file["id"] == said["file"] and file["type"] == f"image/{kind}" and "camera" not in file["name"]
    assert file["name"].startswith("Camera 20")
    assert (await anna.get(f"/api/files/{file['id']}")).content == picture
    assert await kept(owner) == []


@pytest.mark.parametrize(("language", "words"), [("zh-CN", "我打不开它"), ("en", "can't look at it")])
async def test_nothing_is_made_up_about_what_cannot_be_opened(
    house: HomeServer, token: str, anna: httpx.AsyncClient, language: str, words: str
) -> None:
    await anna.put("/api/me", json={"language": language})
    answer = await sends(house, token, form())
    assert words in answer.json()["response"]


async def test_a_board_that_asks_is_told_what_is_written_there(
    house: HomeServer, token: str, anna: httpx.AsyncClient
) -> None:
    written = encoded(page(["Mind the step", "小心台阶"], height=48), "JPEG", quality=90)
    answer = await sends(house, token, form(written, question="上面写了什么？"))
    assert "Mind the step" in answer.json()["response"] and "小心台阶" in answer.json()["response"]
    assert len((await anna.get("/api/photos/cells")).json()["ids"]) == 1
    silent = await sends(house, token, form(written, question=""))
    assert silent.json()["response"] in ("The picture is among your photos.", "照片存好了。")
    assert silent.json()["file"] == answer.json()["file"], "the same picture is the same photo"


async def test_who_is_no_board_may_send_none(house: HomeServer, anna: httpx.AsyncClient) -> None:
    assert (await sends(house, "", form())).status_code == 401
    assert (await sends(house, "x" * 43, form())).status_code == 401
    session = await house.session(await house.person(Role.FAMILY, "Ben"))
    assert (await sends(house, session, form())).status_code == 403


async def test_of_a_guest_s_board_nothing_is_kept(house: HomeServer, board: HttpBoard, token: str) -> None:
    guest = await house.person(Role.GUEST, "Bo")
    caller = await house.home.tokens.caller(token)
    assert caller is not None and caller.device is not None
    await house.home.devices.change(caller.device, person=guest.id)
    answer = await sends(house, token, form())
    assert answer.status_code == 403
    assert (await house.home.files.usage(guest.id)).stored == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"x",
        form(b""),
        form(b"GIF89a" + b"\0" * 100),
        form(b"<svg onload='alert(1)'>"),
        form(b"\xff\xd8"),
        form()[:-8],  # broken off
        form().replace(b'name="file"', b'name="other"'),
        form().replace(b'name="file"', b'name=""'),
        form().replace(BOUNDARY.encode(), b"----ANOTHER"),
        form() * 9,
        b"".join(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="f{n}"\r\n\r\n\r\n'.encode()
            for n in range(9)
        ),
        f"--{BOUNDARY}\r\n".encode()
        + b"X: "
        + b"y" * 9000
        + b"\r\n\r\n"
        + JPEG
        + f"\r\n--{BOUNDARY}--".encode(),
    ],
)
async def test_what_is_no_picture_is_refused(
    house: HomeServer, token: str, anna: httpx.AsyncClient, body: bytes
) -> None:
    answer = await sends(house, token, body)
    repeated = body == form() * 9
    assert answer.status_code == (200 if repeated else 400), answer.text
    assert len(await kept(anna)) == int(repeated), "a form ends where it says so"


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/plain",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "x" * 200,
        "multipart/mixed; boundary=x",
    ],
)
async def test_what_is_no_form_is_refused(house: HomeServer, token: str, kind: str) -> None:
    answer = await sends(house, token, form(), **{"Content-Type": kind})
    assert answer.status_code == 400


async def test_a_picture_too_large_is_refused_before_all_of_it_came(
    house: HomeServer, token: str, anna: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MOST_BYTES", 20_000)
    answer = await sends(house, token, form(JPEG + b"x" * 20_000))
    assert answer.status_code == 413 and await kept(anna) == []
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(10_000):
            sent += 1024
            yield b"x" * 1024

    told = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    answer = await house.client(token).post("/xiaozhi/vision", content=endless(), headers=told)
    assert answer.status_code == 413


async def test_few_pictures_come_at_once_and_those_after_find_room(
    house: HomeServer, token: str, anna: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MOST_AT_ONCE", 2)
    answers = await asyncio.gather(*(sends(house, token, form(JPEG + bytes([n]))) for n in range(6)))
    statuses = sorted(each.status_code for each in answers)
    assert set(statuses) == {200, 503} and statuses.count(200) >= 2
    assert (await sends(house, token, form())).status_code == 200


async def test_what_the_person_asked_is_not_kept(house: HomeServer, token: str) -> None:
    assert (await sends(house, token, form(question="zanzibar quetzal"))).status_code == 200
    raw = b"".join(each.read_bytes() for each in house.folder.rglob("*") if each.is_file())
    assert b"zanzibar" not in raw


@given(st.text(max_size=60), st.binary(max_size=300))
def test_whatever_comes_as_a_form_is_read_or_refused(kind: str, body: bytes) -> None:
    for content_type in (kind, "multipart/form-data; boundary=x"):
        try:
            found = fields(content_type, body)
        except ParleyError as error:
            assert error.code == "bad_request"
        else:
            assert all(isinstance(each, bytes) for each in found.values())


@given(st.lists(st.binary(max_size=50).filter(lambda each: b"\r\n--xyz" not in b"\r\n" + each), max_size=8))
def test_what_is_in_a_form_comes_out_of_it(contents: list[bytes]) -> None:
    parts = [
        f'--xyz\r\nContent-Disposition: form-data; name="n{n}"\r\n\r\n'.encode() + each + b"\r\n"
        for n, each in enumerate(contents)
    ]
    found = fields('multipart/form-data; boundary="xyz"', b"".join(parts) + b"--xyz--\r\n")
    assert found == {f"n{n}": each for n, each in enumerate(contents)}
