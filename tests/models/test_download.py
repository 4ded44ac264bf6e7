"""Downloads: whatever the server does, what arrives is the file, or a sentence that says what went wrong."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest
from misbehaving import Serve, Server, serving

from parley.errors import BadModel, TooLong
from parley.models import archive
from parley.models.archive import NoSpace
from parley.models.download import DownloadFailed, Patience, Wanted, download

CONTENTS = random.Random(7).randbytes(3_000_000)
SHA256 = hashlib.sha256(CONTENTS).hexdigest()
HURRIED = Patience(connect=2.0, stall=2.0, tries=3, pause=0.01)


@pytest.fixture
def serve() -> Generator[Serve]:
    with ExitStack() as stack:
        yield lambda server: stack.enter_context(serving(server))


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "model.bin"


def wanted(server: Server, *, size: int | None = len(CONTENTS), sha256: str | None = SHA256) -> Wanted:
    return Wanted(server.url, size, sha256)


def leftovers(target: Path) -> list[str]:
    return sorted(file.name for file in target.parent.iterdir())


def test_a_file_arrives_whole_and_the_bar_reaches_the_end(serve: Serve, target: Path) -> None:
    server, seen = serve(Server(CONTENTS)), list[tuple[int, int | None]]()
    digest = download(
        wanted(server), target, report=lambda done, total: seen.append((done, total)), patience=HURRIED
    )
    assert digest == SHA256
    assert target.read_bytes() == CONTENTS
    assert seen[-1] == (len(CONTENTS), len(CONTENTS))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert leftovers(target) == ["model.bin"]


def test_a_connection_that_breaks_goes_on_where_it_stopped(serve: Serve, target: Path) -> None:
    server = serve(Server(CONTENTS, break_after=[1_200_000, 700_000]))
    download(wanted(server), target, patience=HURRIED)
    assert target.read_bytes() == CONTENTS
    assert [asked.get("range") for asked in server.asked] == [None, "bytes=1200000-", "bytes=1900000-"]
    assert server.asked[1]["if-range"] == '"one"'


def test_giving_up_keeps_what_came_and_the_next_command_goes_on(serve: Serve, target: Path) -> None:
    server = serve(Server(CONTENTS, break_after=[500_000, 0, 0]))
    with pytest.raises(DownloadFailed, match="500,000 bytes"):
        download(wanted(server), target, patience=HURRIED)
    assert leftovers(target) == ["model.bin.part", "model.bin.part.json"]
    download(wanted(server), target, patience=HURRIED)
    assert target.read_bytes() == CONTENTS
    assert server.asked[-1]["range"] == "bytes=500000-"
    assert leftovers(target) == ["model.bin"]


def test_a_killed_process_leaves_what_another_goes_on_from(serve: Serve, target: Path) -> None:
    slow = serve(Server(CONTENTS[:100], trickle=0.02))
    program = (
        "import sys; from pathlib import Path; from parley.models.download import Wanted, download;"
        "download(Wanted(sys.argv[1]), Path(sys.argv[2]))"
    )
    child = subprocess.Popen([sys.executable, "-c", program, slow.url, str(target)])
    part = target.with_name("model.bin.part")
    deadline = time.monotonic() + 20
    while (not part.exists() or part.stat().st_size < 10) and time.monotonic() < deadline:
        time.sleep(0.02)
    child.kill()
    child.wait()
    had = part.stat().st_size
    assert 10 <= had < 100
    slow.trickle = None
    download(Wanted(slow.url, 100), target, patience=HURRIED)
    assert target.read_bytes() == CONTENTS[:100]
    assert slow.asked[-1]["range"] == f"bytes={had}-"


def test_a_server_that_ignores_ranges_starts_over(serve: Serve, target: Path) -> None:
    server = serve(Server(CONTENTS, ranges=False, break_after=[1_500_000]))
    download(wanted(server), target, patience=HURRIED)
    assert target.read_bytes() == CONTENTS


def test_a_file_that_changed_meanwhile_is_not_glued_together(serve: Serve, target: Path) -> None:
    server = serve(Server(CONTENTS, break_after=[500_000, 0, 0]))
    with pytest.raises(DownloadFailed):
        download(wanted(server, sha256=None), target, patience=HURRIED)
    server.contents, server.etag = CONTENTS[::-1], '"two"'
    download(wanted(server, sha256=None), target, patience=HURRIED)
    assert target.read_bytes() == CONTENTS[::-1]


def test_a_change_that_the_server_does_not_own_up_to_is_found_by_the_hash(serve: Serve, target: Path) -> None:
    server = serve(Server(CONTENTS[::-1], break_after=[500_000, 0, 0]))
    with pytest.raises(DownloadFailed):
        download(wanted(server), target, patience=HURRIED)
    server.contents = CONTENTS
    download(wanted(server), target, patience=HURRIED)
    assert target.read_bytes() == CONTENTS


def test_without_a_validator_or_a_hash_nothing_is_glued(serve: Serve, target: Path) -> None:
    server = serve(Server(CONTENTS, etag=None, break_after=[500_000]))
    download(wanted(server, sha256=None), target, patience=HURRIED)
    assert target.read_bytes() == CONTENTS
    assert all("range" not in asked for asked in server.asked)


def test_a_partial_file_longer_than_the_file_is_thrown_away(serve: Serve, target: Path) -> None:
    server = serve(Server(CONTENTS, break_after=[500_000, 0, 0]))
    with pytest.raises(DownloadFailed):
        download(wanted(server, size=None, sha256=None), target, patience=HURRIED)
    server.contents = CONTENTS[:1000]
    download(wanted(server, size=None, sha256=None), target, patience=HURRIED)
    assert target.read_bytes() == CONTENTS[:1000]


def test_another_hash_is_refused_and_nothing_stays(serve: Serve, target: Path) -> None:
    server = serve(Server(CONTENTS))
    with pytest.raises(BadModel, match="not the model the catalogue means"):
        download(wanted(server, sha256="0" * 64), target, patience=HURRIED)
    assert leftovers(target) == []


def test_a_server_that_promises_more_than_it_has_is_given_up(serve: Serve, target: Path) -> None:
    server = serve(Server(CONTENTS[:1000], claims=5000, ranges=False))
    with pytest.raises(DownloadFailed, match="kept breaking off"):
        download(wanted(server, size=None, sha256=None), target, patience=HURRIED)
    assert not target.exists()


def test_a_server_that_promises_less_than_the_catalogue_is_refused_at_once(
    serve: Serve, target: Path
) -> None:
    server = serve(Server(CONTENTS[:1000]))
    with pytest.raises(BadModel, match="1,000 bytes, and the catalogue says 3,000,000"):
        download(wanted(server), target, patience=HURRIED)
    assert leftovers(target) == []


def test_a_server_that_never_ends_is_stopped(serve: Serve, target: Path) -> None:
    server = serve(Server(b"", endless=True))
    with pytest.raises(TooLong):
        download(Wanted(server.url, limit=1_000_000), target, patience=HURRIED)
    assert leftovers(target) == []


def test_a_server_without_the_file_is_not_asked_again(serve: Serve, target: Path) -> None:
    server = serve(Server(CONTENTS, statuses=[404]))
    with pytest.raises(DownloadFailed, match="HTTP 404"):
        download(wanted(server), target, patience=HURRIED)
    assert len(server.asked) == 1


def test_a_server_in_trouble_is_asked_again_when_it_says(serve: Serve, target: Path) -> None:
    server = serve(Server(CONTENTS, statuses=[503, 429], headers={"Retry-After": "0"}))
    download(wanted(server), target, patience=HURRIED)
    assert len(server.asked) == 3


def test_a_server_that_stays_in_trouble_is_given_up(serve: Serve, target: Path) -> None:
    server = serve(Server(CONTENTS, statuses=[500] * 9))
    with pytest.raises(DownloadFailed, match="HTTP 500"):
        download(wanted(server), target, patience=HURRIED)
    assert len(server.asked) == HURRIED.tries


def test_a_redirect_is_followed(serve: Serve, target: Path) -> None:
    server = serve(Server(CONTENTS, redirect="/elsewhere"))
    download(wanted(server), target, patience=HURRIED)
    assert target.read_bytes() == CONTENTS


@pytest.mark.parametrize(
    ("where", "why"), [("/model.bin", "in circles"), ("ftp://example.invalid/x", "other than http")]
)
def test_a_redirect_that_leads_nowhere_is_an_error(serve: Serve, target: Path, where: str, why: str) -> None:
    server = serve(Server(CONTENTS, redirect=where))
    with pytest.raises(DownloadFailed, match=why):
        download(wanted(server), target, patience=HURRIED)


def test_a_server_that_trickles_does_not_hold_anyone_up(serve: Serve, target: Path) -> None:
    server = serve(Server(CONTENTS, trickle=0.05))
    began = time.monotonic()
    with pytest.raises(DownloadFailed, match="slower than"):
        download(wanted(server), target, patience=Patience(stall=0.3, tries=2, pause=0.01))
    assert time.monotonic() - began < 5


def test_a_server_that_falls_silent_does_not_hold_anyone_up(serve: Serve, target: Path) -> None:
    server = serve(Server(CONTENTS, trickle=60.0))
    began = time.monotonic()
    with pytest.raises(DownloadFailed, match="ReadTimeout"):
        download(wanted(server), target, patience=Patience(stall=0.3, tries=2, pause=0.01))
    assert time.monotonic() - began < 5


def test_no_server_at_all_is_said_plainly(target: Path) -> None:
    with pytest.raises(DownloadFailed, match="ConnectError"):
        download(Wanted("http://127.0.0.1:1/model.bin"), target, patience=HURRIED)


def test_a_full_disk_is_known_before_the_first_byte(
    serve: Serve, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(Server(CONTENTS))
    monkeypatch.setattr(archive, "ROOM_TO_SPARE", 10**18)
    with pytest.raises(NoSpace, match="MB free"):
        download(wanted(server), target, patience=HURRIED)
    assert not target.exists()
