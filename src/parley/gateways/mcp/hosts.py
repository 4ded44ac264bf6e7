"""By which names this server may be asked: a guard against others' names that point here (DNS rebinding)."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from parley.settings import Server


def allowed(host: str, server: Server) -> bool:
    """Whether a ``Host`` header names this server.

    Rebinding needs a name: an address of digits is always good, and so are ``localhost``, this machine's own
    name, and what the settings ``server.host`` and ``server.public_url`` say.
    """
    try:
        name = (urlsplit(f"//{host}").hostname or "").lower().rstrip(".")
    except ValueError:
        return False
    if not name:
        return False
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name in _names(server)
    return True


def _names(server: Server) -> set[str]:
    own = socket.gethostname().lower()
    public = urlsplit(server.public_url).hostname or ""
    return {"localhost", own, f"{own.partition('.')[0]}.local", server.host.lower(), public.lower()} - {""}
