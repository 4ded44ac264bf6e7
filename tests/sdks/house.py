"""A whole Parley with its real engines, for other vendors' SDKs: serves for as long as a process lives.

Not a test: ``python house.py FOLDER PID`` is started once for all test processes (see ``conftest.py``). With
``alone`` after these it is a Parley as ``parley serve`` runs it, for benchmarks: the fakes and the server
with TLS, which live in the same process, would be counted as its work.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fakes import dictionaries, word_for_word
from fakes.tiny_bert import tiny_bert
from fakes.upstream import serving
from parley import server
from parley.gateways.access import Limits
from parley.gateways.served import Served
from parley.home.accounts.callers import Kind, Scope
from parley.home.home import Home
from parley.models.store import Store
from parley.settings import Server, Settings, Upstream
from parley.settings.services import Answering, Seeing

try:
    import uvloop  # as `parley serve`
except ImportError:
    uvloop = None

ENDLESS = Limits(requests=1e9, requests_per_second=1e9, tries=1e9, sockets=1000)
KEY_MAY = (
    Scope.TALK,
    Scope.SERVICES,
    Scope.RECORDS_READ,
    Scope.RECORDS_WRITE,
    Scope.FILES_READ,
    Scope.FILES_WRITE,
)


async def main(folder: Path, process: int, alone: bool) -> None:
    with contextlib.ExitStack() as stack:
        settings = Settings(data=str(folder / "data"), **({} if alone else furnish(folder, stack)))
        home = await Home.open(settings)
        owner = await home.accounts.owner()
        key = await home.tokens.issue(owner.id, Kind.KEY, KEY_MAY)
        narrow = await home.tokens.issue(owner.id, Kind.KEY, (Scope.TALK,))
        await found(home, owner.id)
        app = server.build(settings, home, limits=ENDLESS)
        certificate = certified(folder)
        plain, secure = (server.listener(Server(port=0)) for _ in range(2))
        with plain, secure:
            async with app.router.lifespan_context(app):
                running = [
                    Served(server.config(settings.server, app, lifespan="off")),
                    uvicorn.Server(
                        uvicorn.Config(
                            app,
                            ws="websockets-sansio",
                            lifespan="off",
                            log_level="warning",
                            ssl_certfile=certificate,
                        )
                    ),
                ]
                served = list(zip(running, (plain, secure), strict=True))[: 1 if alone else None]
                serving = [asyncio.create_task(each.serve([sock])) for each, sock in served]
                where = {
                    "address": f"127.0.0.1:{plain.getsockname()[1]}",
                    "tls_address": f"localhost:{secure.getsockname()[1]}",
                    "certificate": str(certificate),
                    "key": key,
                    "narrow_key": narrow,
                    "pid": os.getpid(),
                }
                fresh = folder / "where.json.new"
                fresh.write_text(json.dumps(where))
                fresh.rename(folder / "where.json")
                await asyncio.to_thread(_until_gone, process)
                for each in running:
                    each.should_exit = each.force_exit = True
                await asyncio.gather(*serving)


async def found(home: Home, account: str) -> None:
    """What the SDKs of a search look for."""
    await home.records.put(account, "notes", "zoo", {"title": "Zoo", "text": "We saw an okapi."})
    await home.records.put(account, "photos", "okapi", {"file": "none", "caption": "An okapi"})


def furnish(folder: Path, stack: contextlib.ExitStack) -> dict[str, Any]:
    """Settings beyond the defaults: services elsewhere, which are fakes of the tests, on this machine."""
    upstream = stack.enter_context(serving())
    Store(folder / "data" / "models").import_path(tiny_bert(folder / "toy-bert"), "toy-bert")
    word_for_word.shelf(folder / "toy-translators", folder / "data" / "models")
    dictionaries.sentences(Store(folder / "data" / "models"), folder / "toy-sentences")
    return {
        "answers": Answering(folder=str(Path(__file__).parent / "answers")),
        "upstream": {"echo": Upstream(url=upstream.url)},
        "vision": Seeing(describe="echo/echo-1"),
    }


def certified(folder: Path) -> Path:
    """A certificate for this machine, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    pem, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    path.write_bytes(signed.public_bytes(pem) + key.private_bytes(pem, private, serialization.NoEncryption()))
    return path


def _until_gone(process: int) -> None:
    while alive(process):
        time.sleep(0.5)


def alive(process: int) -> bool:
    """Whether it still runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop if uvloop else None) as runner:
        runner.run(main(Path(sys.argv[1]), int(sys.argv[2]), "alone" in sys.argv[3:]))
