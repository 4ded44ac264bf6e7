"""A board from its first start to its removal, over HTTP as the firmware asks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import func, select

from fakes.home_server import ORIGIN, HomeServer
from gateways.xiaozhi_house.conftest import HttpBoard, MakeBoard, let_in
from parley.gateways.access import Door
from parley.gateways.xiaozhi.bootstrap import Bootstrap
from parley.home.accounts.callers import Kind
from parley.home.accounts.rotating import MOST_PENDING
from parley.home.database.schema import tokens
from parley.settings.speakers import XiaoZhi


async def whose(house: HomeServer, token: str) -> str | None:
    """The device that a token lets in."""
    caller = await house.home.tokens.caller(token)
    assert caller is None or caller.kind is Kind.DEVICE
    return caller and caller.device


async def test_from_the_first_start_to_the_removal(
    house: HomeServer, board: HttpBoard, anna: httpx.AsyncClient
) -> None:
    first = await board.checks()
    assert "websocket" not in first and "mqtt" not in first
    activation = first["activation"]
    assert len(activation["code"]) == 6 and activation["code"].isdigit()
    assert activation["message"].endswith("\n" + activation["code"]) and "配对设备" in activation["message"]
    assert activation["challenge"] and activation["timeout_ms"] == 30_000
    assert await board.activates() == 202

    found = await anna.post("/api/pair/find", json={"code": activation["code"]})
    assert found.json() == {"kind": "speaker", "model": "bread-compact-wifi"}
    device = (
        await anna.post(
            "/api/pair/approve", json={"code": activation["code"], "name": "厨房", "room": "厨房"}
        )
    ).json()
    assert await board.activates() == 200

    second = await board.checks()
    assert "activation" not in second
    socket = second["websocket"]
    assert (socket["url"], socket["version"]) == (ORIGIN.replace("http", "ws") + "/xiaozhi/v1/", 1)
    assert await whose(house, socket["token"]) == device["id"]
    kept = await house.home.devices.get(device["id"])
    assert (kept.model, kept.firmware) == ("bread-compact-wifi", "2.0.3")

    change = {"name": "客厅音箱", "room": "客厅"}
    assert (await anna.patch(f"/api/devices/{device['id']}", json=change)).status_code == 200
    third = await board.checks()
    assert await whose(house, third["websocket"]["token"]) == device["id"]
    kept = await house.home.devices.get(device["id"])
    assert (kept.name, kept.room, kept.model) == ("客厅音箱", "客厅", "bread-compact-wifi")

    assert (await anna.delete(f"/api/devices/{device['id']}")).status_code == 204
    assert await whose(house, third["websocket"]["token"]) is None
    anew = await board.checks()
    assert "websocket" not in anew and anew["activation"]["code"]


async def test_a_board_given_to_another_person_stays_itself(
    house: HomeServer, board: HttpBoard, anna: httpx.AsyncClient, owner: httpx.AsyncClient
) -> None:
    device = await let_in(board, anna)
    me = (await owner.get("/api/me")).json()["account"]
    assert (await owner.patch(f"/api/devices/{device['id']}", json={"person": me})).status_code == 200
    caller = await house.home.tokens.caller((await board.checks())["websocket"]["token"])
    assert caller is not None and (caller.account, caller.device) == (me, device["id"])


async def test_the_same_code_is_shown_while_it_works_and_then_another(
    house: HomeServer, board: HttpBoard, anna: httpx.AsyncClient
) -> None:
    shown = {(await board.checks())["activation"]["code"] for _ in range(30)}
    shown |= {
        answer.json()["activation"]["code"]
        for answer in await asyncio.gather(*(board.asks() for _ in range(10)))
    }
    assert len(shown) == 1
    house.clock.jump(timedelta(minutes=9, seconds=30))  # too late to be typed in
    (later,) = {(await board.checks())["activation"]["code"] for _ in range(3)}
    assert later not in shown
    old = await anna.post("/api/pair/approve", json={"code": shown.pop()})
    assert old.status_code == 404 and old.json()["code"] == "bad_code"
    assert (await anna.post("/api/pair/approve", json={"code": later})).status_code == 200
    assert await board.activates() == 200


async def test_who_asks_at_once_before_there_is_a_code_has_one(board: HttpBoard) -> None:
    answers = await asyncio.gather(*(board.asks() for _ in range(8)))
    assert len({answer.json()["activation"]["code"] for answer in answers}) == 1


async def test_a_code_from_before_a_restart_gives_way_to_the_one_that_is_shown(
    house: HomeServer, board: HttpBoard, anna: httpx.AsyncClient
) -> None:
    before = (await board.checks())["activation"]["code"]
    door = Door(house.home.tokens)
    house.app.router.routes[:0] = Bootstrap(house.home, XiaoZhi()).routes(door)  # remembers nothing
    assert await board.activates() == 404
    after = (await board.checks())["activation"]["code"]
    assert (await anna.post("/api/pair/approve", json={"code": before})).status_code == 404
    assert (await anna.post("/api/pair/approve", json={"code": after})).status_code == 200


async def test_a_refused_board_shows_no_code_for_ten_minutes(
    house: HomeServer, board: HttpBoard, anna: httpx.AsyncClient
) -> None:
    code = (await board.checks())["activation"]["code"]
    assert (await anna.post("/api/pair/refuse", json={"code": code})).status_code == 204
    assert await board.activates() == 403
    said = (await board.checks())["activation"]
    # With a challenge and no code the firmware goes on asking; without both it would think it is let in.
    assert "code" not in said and said["challenge"] and "拒绝" in said["message"]
    house.clock.jump(timedelta(minutes=11))
    assert (await board.checks())["activation"]["code"]


async def test_both_shapes_of_the_question_are_taken(
    house: HomeServer, board: HttpBoard, anna: httpx.AsyncClient
) -> None:
    challenge = (await board.checks())["activation"]["challenge"]
    payload = {
        "algorithm": "hmac-sha256",
        "serial_number": "x" * 32,
        "challenge": challenge,
        "hmac": "0" * 64,
    }
    assert await board.activates(payload) == await board.activates({"Payload": payload}) == 202
    assert await board.activates({**payload, "challenge": "another"}) == 400
    await let_in(board, anna)
    assert await board.activates(payload) == await board.activates({"Payload": payload}) == 200


async def test_a_new_token_each_time_and_none_pile_up(
    house: HomeServer, board: HttpBoard, anna: httpx.AsyncClient
) -> None:
    device = await let_in(board, anna)
    in_use = (await board.checks())["websocket"]["token"]
    assert await whose(house, in_use) == device["id"]
    fresh: list[str] = []
    for _ in range(2 * MOST_PENDING):
        house.clock.jump(timedelta(seconds=1))
        fresh.append((await board.checks())["websocket"]["token"])
    count = select(func.count()).select_from(tokens).where(tokens.c.device == device["id"])

    async def how_many() -> int:
        return await house.home.database.read(lambda connection: connection.execute(count).scalar_one())

    assert await how_many() == 1 + MOST_PENDING
    assert await whose(house, in_use) == device["id"], "the old one works until a new one is used"
    assert await whose(house, fresh[-1]) == device["id"]
    assert await whose(house, in_use) is None and await how_many() == 1


async def test_a_token_that_is_never_used_does_not_end_a_board_that_starts_now_and_then(
    house: HomeServer, board: HttpBoard, anna: httpx.AsyncClient
) -> None:
    device = await let_in(board, anna)
    token = ""
    for _ in range(4):
        await house.home.tokens.sweep()
        token = (await board.checks())["websocket"]["token"]
        house.clock.jump(timedelta(days=200))
    assert await whose(house, token) == device["id"]


async def test_a_board_that_asks_without_end_is_told_to_wait(
    house: HomeServer, board: HttpBoard, a_board: MakeBoard, anna: httpx.AsyncClient
) -> None:
    await let_in(board, anna)
    statuses = [(await board.asks()).status_code for _ in range(25)]
    assert statuses == [200] * 20 + [429] * 5
    other = a_board(mac="24:0a:c4:00:01:03")
    await let_in(other, anna)
    assert (await other.asks()).status_code == 200


async def test_while_it_waits_each_question_has_a_connection_of_its_own(board: HttpBoard) -> None:
    """One that is kept is dropped after five seconds, which is when some boards ask again."""
    await board.checks()
    answer = await board.client.post("/xiaozhi/ota/activate", json={}, headers=board.headers)
    assert (answer.status_code, answer.headers["connection"]) == (202, "close")


# What it learns besides.


@pytest.mark.parametrize(
    ("mine", "firmware"),
    [
        ("2.0.3", {"version": "2.1.0", "url": "https://parley.example/bread.bin"}),
        ("2.1.0", {"version": "2.1.0", "url": ""}),
        ("2.10", {"version": "2.10", "url": ""}),  # ten is more than one
        ("2.1", {"version": "2.1.0", "url": "https://parley.example/bread.bin"}),
        ("1.0.0-rc1", None),  # the firmware would stop at what is no number
        ("v2", None),
        ("", None),
        ("٢.٠", None),
        ("999999999999.1", None),
    ],
)
async def test_firmware_is_offered_only_where_the_board_can_compare_it(
    a_board: MakeBoard, mine: str, firmware: object
) -> None:
    board = a_board()
    said = {"application": {"version": mine}, "board": {"type": "bread-compact-wifi"}}
    headers = {**board.headers, "User-Agent": "esp"}
    answer = await board.client.post("/xiaozhi/ota/", json=said, headers=headers)
    assert answer.json().get("firmware") == firmware
    another = a_board(name="some-other-board", mac="24:0a:c4:00:01:09")
    assert (await another.checks())["firmware"] == {"version": "2.0.3", "url": ""}


async def test_the_board_s_clock_is_set_to_the_home_s(house: HomeServer, board: HttpBoard) -> None:
    told = (await board.checks())["server_time"]
    now = house.clock.now()
    assert abs(told["timestamp"] - now.timestamp() * 1000) < 60_000
    offset = now.astimezone(house.clock.zone()).utcoffset()
    assert offset is not None and told["timezone_offset"] * 60 == offset.total_seconds()


@pytest.mark.parametrize(
    ("language", "word"),
    [("zh-CN", "配对码"), ("zh-TW", "配对码"), ("en-US", "enter"), ("de-DE", "enter"), ("", "enter")],
)
async def test_the_code_is_explained_in_the_board_s_language(
    a_board: MakeBoard, language: str, word: str
) -> None:
    assert word in (await a_board(language=language).checks())["activation"]["message"]


async def test_it_is_told_of_the_server_by_the_name_it_asked_for_or_the_one_that_is_set(
    house: HomeServer, board: HttpBoard, anna: httpx.AsyncClient
) -> None:
    await let_in(board, anna)
    socket = (await board.asks(extensions={})).json()["websocket"]
    assert socket["url"] == "ws://parley.local:8420/xiaozhi/v1/"
    board.client.base_url = httpx.URL("https://[fd00::1]:8443")
    assert (await board.checks())["websocket"]["url"] == "wss://[fd00::1]:8443/xiaozhi/v1/"
    house.app.router.routes[:0] = Bootstrap(house.home, XiaoZhi(address="talk.example")).routes(
        Door(house.home.tokens)
    )
    assert (await board.checks())["websocket"]["url"] == "wss://talk.example/xiaozhi/v1/"
    house.app.router.routes[:0] = Bootstrap(house.home, XiaoZhi()).routes(Door(house.home.tokens))
    answer = await board.client.post(
        "/xiaozhi/ota/", json=board.said, headers={**board.headers, "Host": 'evil/" onload'}
    )
    assert answer.status_code == 400 and answer.json()["code"] == "bad_request"


async def test_mqtt_is_told_only_where_it_is_switched_on(
    house: HomeServer, board: HttpBoard, anna: httpx.AsyncClient
) -> None:
    device = await let_in(board, anna)
    assert "mqtt" not in await board.checks()
    settings = XiaoZhi(mqtt=True, mqtt_port=1884)
    house.app.router.routes[:0] = Bootstrap(house.home, settings).routes(Door(house.home.tokens))
    told = await board.checks()
    assert told["mqtt"]["endpoint"] == "parley.local:1884"
    assert told["mqtt"]["password"] == told["websocket"]["token"]
    assert device["id"] in told["mqtt"]["client_id"]


# Who is who.


async def test_who_knows_only_the_mac_gets_nothing(
    house: HomeServer, board: HttpBoard, a_board: MakeBoard, anna: httpx.AsyncClient
) -> None:
    device = await let_in(board, anna)
    for secret in (
        "00000000-0000-0000-0000-000000000000",
        board.secret.upper() if board.secret != board.secret.upper() else "x" * 36,
        board.secret[:-1] + ("0" if board.secret[-1] != "0" else "1"),
        board.mac.replace(":", "") + "0000",
    ):
        thief = a_board(secret=secret)
        told = await thief.checks()
        assert "websocket" not in told and "mqtt" not in told
        assert await thief.activates() == 202
    for secret in ("", "1", "x" * 15, "x" * 65, "ünïcode-secret-of-mine", "a b c d e f g h i j"):
        headers = {**board.headers, "Client-Id": secret.encode()}
        answer = await board.client.post("/xiaozhi/ota/", json={}, headers=headers)
        assert answer.status_code == 400, secret
    swapped = a_board(mac="24:0a:c4:00:01:03", secret=board.secret)
    assert "activation" in await swapped.checks()
    assert await whose(house, (await board.checks())["websocket"]["token"]) == device["id"]


async def test_the_code_of_one_board_lets_no_other_in(
    board: HttpBoard, a_board: MakeBoard, anna: httpx.AsyncClient
) -> None:
    other = a_board(secret="11111111-1111-4111-8111-111111111111")
    await other.checks()
    await let_in(board, anna)
    assert await board.activates() == 200
    assert await other.activates() == 202
    assert "activation" in await other.checks()


async def test_two_who_enter_the_code_at_once_have_one_device(
    house: HomeServer, board: HttpBoard, anna: httpx.AsyncClient, owner: httpx.AsyncClient
) -> None:
    code = (await board.checks())["activation"]["code"]
    answers = await asyncio.gather(
        *(who.post("/api/pair/approve", json={"code": code}) for who in (anna, owner) * 3)
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [404] * 5
    speakers = [each for each in await house.home.devices.everybodys() if each.kind == "speaker"]
    assert len(speakers) == 1
    replayed = await owner.post("/api/pair/approve", json={"code": code})
    assert replayed.status_code == 404


async def test_few_boards_wait_at_one_address_and_others_elsewhere_are_not_kept_out(
    a_board: MakeBoard, anna: httpx.AsyncClient
) -> None:
    here = [a_board("203.0.113.9", mac=f"24:0a:c4:00:02:{n:02x}") for n in range(12)]
    statuses = [(await each.asks()).status_code for each in here]
    assert statuses == [200] * 5 + [429] * 7
    assert (await here[0].asks()).status_code == 200
    await let_in(a_board("203.0.113.10"), anna)


async def test_guessing_codes_is_bounded_for_boards_too(board: HttpBoard, anna: httpx.AsyncClient) -> None:
    code = int((await board.checks())["activation"]["code"])
    for n in range(1, 11):
        wrong = await anna.post("/api/pair/approve", json={"code": f"{(code + n) % 10**6:06d}"})
        assert wrong.status_code == 404
    right = await anna.post("/api/pair/approve", json={"code": f"{code:06d}"})
    assert right.status_code == 429


async def test_the_server_s_own_secrets_are_not_told(house: HomeServer, board: HttpBoard) -> None:
    """The code that fetches a token for other devices is not the board's to know."""
    said = (await board.asks()).text
    (waiting,) = list(
        await house.home.database.read(
            lambda connection: connection.exec_driver_sql("SELECT device_code, hardware FROM pairings").all()
        )
    )
    assert waiting[0] not in said and waiting[1] not in said and board.secret not in str(waiting)


# What comes in.


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"[" * 5000,
        b"\xff\xfe",
        b'{"application": 1, "board": []}',
        b'{"application": {"version": {}}, "board": {"name": ["x"], "type": null}}',
        b'{"mac_address": 5, "uuid": []}',
    ],
)
async def test_nothing_in_the_body_keeps_a_board_out(board: HttpBoard, body: bytes) -> None:
    answer = await board.client.post("/xiaozhi/ota/", content=body, headers=board.headers)
    assert answer.status_code == 200 and answer.json()["activation"]["code"]


async def test_a_body_without_end_is_refused(board: HttpBoard) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(1000):
            yield b" " * 1024

    answer = await board.client.post("/xiaozhi/ota/", content=endless(), headers=board.headers)
    assert answer.status_code == 413


async def test_it_may_ask_by_get_and_without_the_slash_and_by_its_body_alone(board: HttpBoard) -> None:
    code = (await board.checks())["activation"]["code"]
    assert (await board.asks("/xiaozhi/ota")).json()["activation"]["code"] == code
    for path in ("/xiaozhi/ota", "/xiaozhi/ota/"):
        assert (await board.client.get(path, headers=board.headers)).json()["activation"]["code"] == code
    bare = await board.client.post("/xiaozhi/ota/", json=board.said)
    assert bare.json()["activation"]["code"] == code
    dashed = {**board.headers, "Device-Id": board.mac.replace(":", "-").upper()}
    assert (await board.client.get("/xiaozhi/ota/", headers=dashed)).json()["activation"]["code"] == code


@pytest.mark.parametrize(
    "mac", ["", "x", "24:0a:c4:00:01", "24:0a:c4:00:01:02:03", "24:0a:c4:00:01:0g", "' OR 1"]
)
async def test_what_is_no_mac_is_refused(board: HttpBoard, mac: str) -> None:
    answer = await board.client.get("/xiaozhi/ota/", headers={**board.headers, "Device-Id": mac})
    assert answer.status_code == 400 and answer.json()["code"] == "bad_request"
