"""Files over real HTTP: uploaded by tus 1.0.0, read in whole or in parts, by whoever may."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import random
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from fakes.files import on_disk
from fakes.home_server import HomeServer, home_server, listening
from parley.errors import ParleyError
from parley.gateways.home import uploads
from parley.gateways.home.ranges import NoSuchRange, wanted
from parley.gateways.home.uploads import described
from parley.home.accounts.callers import Role, Scope
from parley.home.files.kinds import LONGEST_NAME, clean_name, clean_type
from parley.home.files.staging import Staged

UPLOADS = "/api/files/uploads"
TUS = {"Tus-Resumable": "1.0.0"}
BYTES = {**TUS, "Content-Type": "application/offset+octet-stream"}
PHOTO = random.Random(17).randbytes(300_000)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[HomeServer]:
    async with home_server(tmp_path) as serving:
        await serving.person(Role.OWNER)
        yield serving


@pytest.fixture
async def address(house: HomeServer) -> AsyncIterator[str]:
    async with listening(house.app) as address:
        yield address


async def program(house: HomeServer, *scopes: Scope, account: str = "") -> str:
    """A key of somebody, who is new unless an account is named."""
    account = account or (await house.person()).id
    caller = await house.home.tokens.caller(await house.session(account))
    assert caller is not None
    return (await house.home.tokens.make_key(account, "program", set(scopes), by=caller)).secret


@pytest.fixture
async def account(house: HomeServer) -> str:
    """Anna's."""
    return (await house.person()).id


@pytest.fixture
async def anna(house: HomeServer, address: str, account: str) -> AsyncIterator[httpx.AsyncClient]:
    """A program of Anna's, at the server's real port."""
    key = await program(house, Scope.FILES_READ, Scope.FILES_WRITE, account=account)
    async with client(address, key) as opened:
        yield opened


def client(address: str, key: str = "") -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return httpx.AsyncClient(base_url=f"http://{address}", headers=headers, timeout=20)


def metadata(**values: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())


async def begun(anna: httpx.AsyncClient, size: int, said: str = "") -> str:
    """Where an upload is."""
    headers = {**TUS, "Upload-Length": str(size), **({"Upload-Metadata": said} if said else {})}
    answer = await anna.post(UPLOADS, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


async def patch(
    anna: httpx.AsyncClient, place: str, offset: int, body: bytes, **headers: str
) -> httpx.Response:
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return await anna.patch(place, content=body, headers={**BYTES, "Upload-Offset": str(offset), **more})


async def kept(
    anna: httpx.AsyncClient, data: bytes = PHOTO, name: str = "cat.jpg", type: str = "image/jpeg"
) -> str:
    """The id of an uploaded file."""
    place = await begun(anna, len(data), metadata(filename=name, filetype=type))
    return (await patch(anna, place, 0, data)).headers["parley-file"]


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


# tus


async def test_an_upload_in_two_pieces_becomes_a_file(anna: httpx.AsyncClient) -> None:
    said = metadata(filename="猫.jpg", filetype="image/jpeg", sha256=hashlib.sha256(PHOTO).hexdigest())
    created = await anna.post(
        UPLOADS, headers={**TUS, "Upload-Length": str(len(PHOTO)), "Upload-Metadata": said}
    )
    assert created.status_code == 201
    assert created.headers["tus-resumable"] == "1.0.0"
    assert created.headers["upload-expires"].endswith("GMT")
    place = created.headers["location"]
    first = await patch(anna, place, 0, PHOTO[:100_000])
    assert (first.status_code, first.headers["upload-offset"]) == (204, "100000")
    assert "parley-file" not in first.headers
    asked = await anna.head(place, headers=TUS)
    assert asked.status_code == 200
    assert asked.headers["upload-offset"] == "100000"
    assert asked.headers["upload-length"] == str(len(PHOTO))
    assert asked.headers["upload-metadata"] == said
    assert asked.headers["cache-control"] == "no-store"
    second = await patch(anna, place, 100_000, PHOTO[100_000:])
    assert second.status_code == 204
    id = second.headers["parley-file"]
    assert (await anna.get(f"/api/files/{id}")).content == PHOTO
    asked = await anna.head(place, headers=TUS)
    assert (asked.headers["upload-offset"], asked.headers["parley-file"]) == (str(len(PHOTO)), id)


async def test_what_the_server_can_do(address: str) -> None:
    async with client(address) as anybody:
        answer = await anybody.options(UPLOADS)
    assert answer.status_code == 204
    assert answer.headers["tus-version"] == "1.0.0"
    assert set(answer.headers["tus-extension"].split(",")) == {
        "creation",
        "creation-with-upload",
        "termination",
        "expiration",
        "checksum",
    }
    assert set(answer.headers["tus-checksum-algorithm"].split(",")) == {"sha1", "sha256"}
    assert answer.headers["tus-max-size"] == "10000000000"


async def test_another_version_of_the_protocol_is_refused(anna: httpx.AsyncClient) -> None:
    place = await begun(anna, 10)
    for headers in ({}, {"Tus-Resumable": "0.2.2"}):
        answer = await anna.head(place, headers=headers)
        assert (answer.status_code, answer.headers["tus-version"]) == (412, "1.0.0")
        assert (await anna.post(UPLOADS, headers={**headers, "Upload-Length": "1"})).status_code == 412


async def test_a_piece_at_the_wrong_place_is_refused(anna: httpx.AsyncClient) -> None:
    place = await begun(anna, 10)
    assert code(await patch(anna, place, 5, b"56789")) == (409, "wrong_offset")
    assert (await patch(anna, place, 0, b"01234")).status_code == 204
    assert code(await patch(anna, place, 0, b"01234")) == (409, "wrong_offset")
    answer = await anna.patch(place, content=b"56789", headers={**TUS, "Upload-Offset": "5"})
    assert answer.status_code == 415
    assert (await anna.head(place, headers=TUS)).headers["upload-offset"] == "5"


async def test_more_than_was_announced_is_refused(anna: httpx.AsyncClient) -> None:
    place = await begun(anna, 10)
    assert code(await patch(anna, place, 0, b"0123456789a")) == (413, "too_long")

    async def chunked() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b"x"

    answer = await anna.patch(place, content=chunked(), headers={**BYTES, "Upload-Offset": "0"})
    assert code(answer) == (413, "too_long")
    assert (await anna.head(place, headers=TUS)).headers["upload-offset"] == "0"


async def test_what_cannot_be_understood_is_refused(anna: httpx.AsyncClient) -> None:
    wrong: list[dict[str, str]] = [
        {},
        {"Upload-Length": "-1"},
        {"Upload-Length": "1e9"},
        {"Upload-Length": "9" * 30},
        {"Upload-Defer-Length": "1"},
        {"Upload-Length": "1", "Upload-Metadata": "filename not-base64!"},
        {"Upload-Length": "1", "Upload-Metadata": "a eA==,a eA=="},
        {"Upload-Length": "1", "Upload-Metadata": metadata(sha256="short")},
        {"Upload-Length": "1", "Upload-Metadata": "a " + "eHh4" * 1100},
    ]
    for headers in wrong:
        assert code(await anna.post(UPLOADS, headers={**TUS, **headers})) == (400, "bad_upload"), headers


async def test_a_file_too_big_for_the_quota_is_refused_before_a_byte_of_it(anna: httpx.AsyncClient) -> None:
    answer = await anna.post(UPLOADS, headers={**TUS, "Upload-Length": str(10**12)})
    assert code(answer) == (413, "quota_exceeded")


async def test_creation_with_the_first_bytes(anna: httpx.AsyncClient) -> None:
    answer = await anna.post(UPLOADS, content=b"01234", headers={**BYTES, "Upload-Length": "10"})
    assert (answer.status_code, answer.headers["upload-offset"]) == (201, "5")
    done = await patch(anna, answer.headers["location"], 5, b"56789")
    assert (await anna.get(f"/api/files/{done.headers['parley-file']}")).content == b"0123456789"
    whole = await anna.post(UPLOADS, content=b"whole", headers={**BYTES, "Upload-Length": "5"})
    assert (await anna.get(f"/api/files/{whole.headers['parley-file']}")).content == b"whole"
    over = await anna.post(UPLOADS, content=b"too much", headers={**BYTES, "Upload-Length": "5"})
    assert code(over) == (413, "too_long")
    assert (await anna.get("/api/files")).json()["reserved"] == 0


async def test_an_empty_file(anna: httpx.AsyncClient) -> None:
    answer = await anna.post(UPLOADS, headers={**TUS, "Upload-Length": "0"})
    id = answer.headers["parley-file"]
    read = await anna.get(f"/api/files/{id}")
    assert (read.status_code, read.content, read.headers["content-length"]) == (200, b"", "0")


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
async def test_a_piece_is_checked(anna: httpx.AsyncClient, algorithm: str) -> None:
    place = await begun(anna, 10)
    right = base64.b64encode(hashlib.new(algorithm, b"01234").digest()).decode()
    answer = await patch(anna, place, 0, b"0123!", Upload_Checksum=f"{algorithm} {right}")
    assert code(answer) == (460, "wrong_checksum")
    assert answer.headers["tus-resumable"] == "1.0.0"
    answer = await patch(anna, place, 0, b"01234", Upload_Checksum=f"{algorithm} {right}")
    assert answer.headers["upload-offset"] == "5"
    for wrong in ("md5 eA==", "sha1", "sha256 !"):
        assert (await patch(anna, place, 5, b"5", Upload_Checksum=wrong)).status_code in (400, 460)
    assert (await anna.head(place, headers=TUS)).headers["upload-offset"] == "5"


async def test_the_whole_file_is_checked(anna: httpx.AsyncClient) -> None:
    place = await begun(anna, 5, metadata(sha256=hashlib.sha256(b"01234").hexdigest()))
    assert code(await patch(anna, place, 0, b"0123!")) == (460, "wrong_checksum")
    assert (await anna.head(place, headers=TUS)).status_code == 404
    assert (await anna.get("/api/files")).json()["files"] == []


async def test_an_upload_is_given_up(anna: httpx.AsyncClient) -> None:
    place = await begun(anna, 10)
    assert (await anna.delete(place, headers=TUS)).status_code == 204
    assert (await anna.head(place, headers=TUS)).status_code == 404
    assert code(await patch(anna, place, 0, b"x")) == (404, "unknown_upload")


async def test_clients_that_can_only_post(anna: httpx.AsyncClient) -> None:
    place = await begun(anna, 5)
    headers = {**BYTES, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    assert "parley-file" in (await anna.post(place, content=b"01234", headers=headers)).headers
    assert (await anna.post(place, headers=TUS)).status_code == 405


async def raw(
    address: str, key: str, place: str, length: int
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A request whose bytes the test sends itself."""
    reader, writer = await asyncio.open_connection(*address.split(":"))
    lines = (
        f"PATCH {place} HTTP/1.1",
        f"Host: {address}",
        f"Authorization: Bearer {key}",
        "Tus-Resumable: 1.0.0",
        "Content-Type: application/offset+octet-stream",
        "Upload-Offset: 0",
        f"Content-Length: {length}",
    )
    writer.write("\r\n".join([*lines, "", ""]).encode())
    return reader, writer


async def until(anna: httpx.AsyncClient, place: str, offset: int) -> None:
    """The server has noticed."""
    async with asyncio.timeout(60):
        while (await anna.head(place, headers=TUS)).headers["upload-offset"] != str(offset):
            pass


async def test_what_came_before_the_connection_broke_is_kept(house: HomeServer, address: str) -> None:
    key = await program(house, Scope.FILES_READ, Scope.FILES_WRITE)
    async with client(address, key) as anna:
        place = await begun(anna, len(PHOTO))
        _, writer = await raw(address, key, place, len(PHOTO))
        writer.write(PHOTO[:123_456])
        await writer.drain()
        writer.close()
        await until(anna, place, 123_456)
        done = await patch(anna, place, 123_456, PHOTO[123_456:])
        assert (await anna.get(f"/api/files/{done.headers['parley-file']}")).content == PHOTO


async def test_two_at_once_on_one_upload(
    house: HomeServer, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work, begin = asyncio.Event(), Staged.begin

    async def begun_and_told(staged: Staged, key: bytes, offset: int) -> None:
        await begin(staged, key, offset)
        at_work.set()

    monkeypatch.setattr(Staged, "begin", begun_and_told)
    key = await program(house, Scope.FILES_READ, Scope.FILES_WRITE)
    async with client(address, key) as anna:
        place = await begun(anna, 10)
        reader, writer = await raw(address, key, place, 10)
        writer.write(b"01234")
        await at_work.wait()
        assert code(await patch(anna, place, 0, b"0123456789")) == (423, "upload_locked")
        assert (await anna.delete(place, headers=TUS)).status_code == 423
        writer.write(b"56789")
        await writer.drain()
        assert b"204" in await reader.readline()
        writer.close()


async def test_a_client_that_falls_silent_does_not_hold_its_upload(
    house: HomeServer, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PATIENCE", 0.05)
    key = await program(house, Scope.FILES_READ, Scope.FILES_WRITE)
    async with client(address, key) as anna:
        place = await begun(anna, 10)
        reader, writer = await raw(address, key, place, 10)
        writer.write(b"01234")
        await writer.drain()
        assert b"408" in await reader.readline()
        writer.close()
        assert "parley-file" in (await patch(anna, place, 5, b"56789")).headers


async def test_a_store_that_is_away_loses_nothing(anna: httpx.AsyncClient, tmp_path: Path) -> None:
    place = await begun(anna, 10)
    (tmp_path / "files").rmdir()
    (tmp_path / "files").write_text("not a folder")
    assert code(await patch(anna, place, 0, b"0123456789")) == (503, "files_failed")
    (tmp_path / "files").unlink()
    # A client that asks where it stands learns of a file, as if nothing had been.
    asked = await anna.head(place, headers=TUS)
    assert (await anna.get(f"/api/files/{asked.headers['parley-file']}")).content == b"0123456789"


# Who may


async def test_nobody_reaches_what_is_another_s(
    house: HomeServer, address: str, anna: httpx.AsyncClient
) -> None:
    id, place = await kept(anna), await begun(anna, 10)
    key = await program(house, Scope.FILES_READ, Scope.FILES_WRITE)
    async with client(address, key) as bert:
        assert (await bert.get("/api/files")).json()["files"] == []
        for answer in (
            await bert.get(f"/api/files/{id}"),
            await bert.head(f"/api/files/{id}"),
            await bert.delete(f"/api/files/{id}"),
            await bert.head(place, headers=TUS),
            await patch(bert, place, 0, b"x"),
            await bert.delete(place, headers=TUS),
        ):
            assert answer.status_code == 404
    async with client(address) as nobody:
        for answer in (
            await nobody.get("/api/files"),
            await nobody.get(f"/api/files/{id}"),
            await nobody.delete(f"/api/files/{id}"),
            await nobody.post(UPLOADS, headers={**TUS, "Upload-Length": "1"}),
            await patch(nobody, place, 0, b"x"),
        ):
            assert answer.status_code == 401
    assert (await anna.get(f"/api/files/{id}")).content == PHOTO


async def test_a_key_does_only_what_it_is_for(
    house: HomeServer, address: str, anna: httpx.AsyncClient, account: str
) -> None:
    id = await kept(anna)
    async with client(address, await program(house, Scope.FILES_READ, account=account)) as reader:
        assert (await reader.get(f"/api/files/{id}")).status_code == 200
        assert (await reader.delete(f"/api/files/{id}")).status_code == 403
        assert (await reader.post(UPLOADS, headers={**TUS, "Upload-Length": "1"})).status_code == 403
    async with client(address, await program(house, Scope.FILES_WRITE, account=account)) as writer:
        assert (await writer.get(f"/api/files/{id}")).status_code == 403
        assert (await writer.get("/api/files")).status_code == 403


# Reading


async def test_files_are_listed_page_by_page(anna: httpx.AsyncClient) -> None:
    ids = {await kept(anna, bytes([number]), f"{number}.jpg") for number in range(5)}
    first = (await anna.get("/api/files", params={"most": 3})).json()
    assert len(first["files"]) == 3
    assert first["more"] is True
    rest = (await anna.get("/api/files", params={"most": 3, "after": first["files"][-1]["id"]})).json()
    assert rest["more"] is False
    assert {each["id"] for each in first["files"] + rest["files"]} == ids
    assert (first["stored"], first["reserved"], first["quota"]) == (5, 0, 10_000_000_000)
    assert first["files"][0]["type"] == "image/jpeg"
    for query in ({"most": 501}, {"most": "x"}, {"after": "\0"}):
        assert code(await anna.get("/api/files", params=query)) == (400, "bad_request")


async def test_a_file_is_deleted(anna: httpx.AsyncClient, tmp_path: Path) -> None:
    id = await kept(anna)
    assert (await anna.delete(f"/api/files/{id}")).status_code == 204
    assert code(await anna.delete(f"/api/files/{id}")) == (404, "unknown_file")
    assert code(await anna.get(f"/api/files/{id}")) == (404, "unknown_file")
    assert on_disk(tmp_path / "files") == []


async def test_a_part_of_a_file(anna: httpx.AsyncClient) -> None:
    id = await kept(anna)
    for asked, start, end in (
        ("bytes=0-0", 0, 1),
        ("bytes=100-199", 100, 200),
        ("bytes=65535-65536", 65_535, 65_537),
        ("bytes=299999-", 299_999, 300_000),
        ("bytes=-7", 299_993, 300_000),
        ("bytes=-999999999", 0, 300_000),
        ("bytes=5-999999999", 5, 300_000),
        ("Bytes = 5-6", 5, 7),
    ):
        answer = await anna.get(f"/api/files/{id}", headers={"Range": asked})
        assert answer.status_code == 206
        assert answer.content == PHOTO[start:end]
        assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/300000"
        assert answer.headers["content-length"] == str(end - start)


async def test_a_part_that_is_not_there_and_ranges_that_are_none(anna: httpx.AsyncClient) -> None:
    id = await kept(anna)
    for asked in ("bytes=300000-", "bytes=300000-300001", "bytes=-0", "bytes=300000-,-0"):
        answer = await anna.get(f"/api/files/{id}", headers={"Range": asked})
        assert code(answer) == (416, "no_such_range")
        assert answer.headers["content-range"] == "bytes */300000"
    for asked in ("bytes=5-4", "bytes=x-y", "bytes=", "lines=1-2", "bytes=0-1,5-6", "bytes=-", "0-1"):
        answer = await anna.get(f"/api/files/{id}", headers={"Range": asked})
        assert (answer.status_code, answer.content) == (200, PHOTO)


async def test_what_the_client_has_already_is_not_sent_again(anna: httpx.AsyncClient) -> None:
    id = await kept(anna)
    etag = (await anna.head(f"/api/files/{id}")).headers["etag"]
    for known in (etag, f'"other", W/{etag}', "*"):
        answer = await anna.get(f"/api/files/{id}", headers={"If-None-Match": known})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
    assert (await anna.get(f"/api/files/{id}", headers={"If-None-Match": '"other"'})).status_code == 200
    part = {"Range": "bytes=0-4"}
    answer = await anna.get(f"/api/files/{id}", headers={**part, "If-Range": etag})
    assert (answer.status_code, answer.content) == (206, PHOTO[:5])
    for stale in ('"other"', f"W/{etag}", "Sat, 21 Nov 2026 00:00:00 GMT"):
        answer = await anna.get(f"/api/files/{id}", headers={**part, "If-Range": stale})
        assert (answer.status_code, len(answer.content)) == (200, len(PHOTO))


async def test_head_tells_all_but_the_bytes(anna: httpx.AsyncClient) -> None:
    id = await kept(anna)
    answer = await anna.head(f"/api/files/{id}", headers={"Range": "bytes=0-4"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == "300000"
    assert answer.headers["accept-ranges"] == "bytes"


async def test_nobody_can_put_a_page_on_the_server(anna: httpx.AsyncClient) -> None:
    for number, (type, sent, how) in enumerate(
        (
            ("image/png", "image/png", "inline"),
            ("VIDEO/MP4; codecs=x", "video/mp4", "inline"),
            ("application/pdf", "application/pdf", "attachment"),
            ("text/html", "application/octet-stream", "attachment"),
            ("image/svg+xml", "application/octet-stream", "attachment"),
            ("text/javascript", "application/octet-stream", "attachment"),
            ("nonsense\r\nX-Evil: 1", "application/octet-stream", "attachment"),
        )
    ):
        id = await kept(anna, b"<script>alert(%d)</script>" % number, "x.html", type)
        answer = await anna.get(f"/api/files/{id}")
        assert answer.headers["content-type"] == sent
        assert answer.headers["content-disposition"].startswith(how)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert "script-src" not in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "private, no-cache"
        saved = await anna.get(f"/api/files/{id}", params={"download": ""})
        assert saved.headers["content-disposition"].startswith("attachment")


async def test_names_come_back_in_every_script(anna: httpx.AsyncClient) -> None:
    id = await kept(anna, name='猫 "Minka" 100%.jpg')
    disposition = (await anna.get(f"/api/files/{id}")).headers["content-disposition"]
    assert 'filename="_ _Minka_ 100_.jpg"' in disposition
    assert "filename*=UTF-8''%E7%8C%AB%20%22Minka%22%20100%25.jpg" in disposition


async def test_damage_is_an_error_and_never_a_wrong_byte(anna: httpx.AsyncClient, tmp_path: Path) -> None:
    big = PHOTO * 30  # more than is read at once
    id = await kept(anna, big)
    (object,) = on_disk(tmp_path / "files")
    whole = bytearray(object.read_bytes())
    whole[-1] ^= 1
    object.write_bytes(whole)
    answer = await anna.get(f"/api/files/{id}", headers={"Range": "bytes=-1"})
    assert code(answer) == (500, "unreadable")
    with pytest.raises(httpx.RemoteProtocolError):
        await anna.get(f"/api/files/{id}")  # it breaks off rather than end well
    assert (await anna.get(f"/api/files/{id}", headers={"Range": "bytes=0-99"})).content == big[:100]


# What outsiders send


@given(st.text(max_size=300))
def test_names_are_harmless(name: str) -> None:
    clean = clean_name(name)
    assert clean
    assert len(clean.encode()) <= LONGEST_NAME
    assert clean.isprintable()
    assert not set(clean) & set("/\\\r\n\0\u202e")
    assert clean not in (".", "..")
    assert clean_name(clean) == clean


def test_names_keep_what_people_called_them() -> None:
    assert clean_name("猫 und Hund.jpg") == "猫 und Hund.jpg"
    assert clean_name("C:\\Users\\Anna\\cat.jpg") == "cat.jpg"
    assert clean_name("../../etc/passwd") == "passwd"
    assert clean_name("exe.\u202egpj") == "exe.gpj"
    assert clean_name("..") == "file"
    assert clean_name("长" * 300 + ".jpeg").endswith("长.jpeg")


@given(st.text(max_size=100))
def test_types_are_types(text: str) -> None:
    clean = clean_type(text)
    assert clean.isascii()
    assert clean.count("/") == 1
    assert clean_type(clean) == clean


@given(st.text(max_size=200))
def test_metadata_is_understood_or_refused(text: str) -> None:
    try:
        about = described(text)
    except ParleyError as error:
        assert error.code == "bad_upload"
    else:
        assert about.name


@given(st.text(alphabet="bytes=0123456789-, x", max_size=30), st.integers(0, 50))
def test_any_range_is_inside_the_file_or_none(text: str, size: int) -> None:
    try:
        part = wanted(Headers({"range": text}), size, '"x"')
    except NoSuchRange:
        return
    assert part is None or 0 <= part[0] < part[1] <= size


async def test_the_guide_s_commands_upload_and_read_a_file(
    house: HomeServer, address: str, account: str, tmp_path: Path
) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "files.md").read_text("utf-8")
    uploading, reading = re.findall(r"^```sh\n(.*?)^```", guide, re.DOTALL | re.MULTILINE)
    (tmp_path / "cat.jpg").write_bytes(PHOTO)
    key = await program(house, Scope.FILES_READ, Scope.FILES_WRITE, account=account)
    environment = {**os.environ, "PARLEY": f"http://{address}", "KEY": key}

    async def shell(script: str, **more: str) -> str:
        process = await asyncio.create_subprocess_exec(
            "bash", "-ec", script, cwd=tmp_path, env={**environment, **more}, stdout=asyncio.subprocess.PIPE
        )
        said, _ = await process.communicate()
        assert process.returncode == 0
        return said.decode("latin-1")

    id = (await shell(uploading)).strip()
    assert f'"id":"{id}","name":"cat.jpg"' in await shell(reading, ID=id)
    assert (tmp_path / "cat.jpg").read_bytes() == PHOTO
