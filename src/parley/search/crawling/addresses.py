"""Addresses of pages: one way to write each, and which of them belong to a site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

LONGEST = 1_000
"""Characters of an address that is gone to; the longer ones of a site are mostly a trap's."""
_TRACKING = re.compile(
    r"utm_\w+|gclid|gbraid|wbraid|fbclid|msclkid|dclid|yclid|igshid|twclid|mc_[ce]id|spm|_ga|_gl|ref_src|vero_id|"
    r"hsctatracking|_hsenc|_hsmi|mkt_tok|oly_(?:anon|enc)_id|wt_mc|share_token|from_source",
    re.IGNORECASE,
)
"""Parameters that tell who sent somebody, and change nothing about the page."""
_SESSION = re.compile(
    r"(?:php|asp\.?net_?|j|cf)?sess(?:ion)?_?(?:id)?|sid|s_?id|phpsessid|aspsessionid\w*|cfid|cftoken|zenid|oscsid",
    re.IGNORECASE,
)
_SESSION_VALUE = re.compile(r"(?=.*\d)[A-Za-z0-9_.-]{8,}")
"""A session's name is long and has figures in it; ``sid=42`` may well be a page."""
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid|sessionid)=[^/?#;]*", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNRESERVED = re.compile(r"%([0-9A-Fa-f]{2})")
_SAFE_PATH = "/:@!$&'()*+,;=-._~%"
_SAFE_QUERY = _SAFE_PATH + "?[]"


def canonical(address: str) -> str:
    """The one way to write an address; empty for what is no page's: other schemes, names and passwords.

    As RFC 3986 (6.2) has it: small letters where case does not count, no default port, no dots, escapes only
    where they must be. Fragments, sessions and tracking are no part of it, and parameters are sorted.
    """
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        return ""
    scheme, host = parts.scheme.lower(), _host(parts)
    if scheme not in _DEFAULT_PORTS or not host or "@" in parts.netloc or len(address) > 4 * LONGEST:
        return ""
    netloc = host if port is None or port == _DEFAULT_PORTS[scheme] else f"{host}:{port}"
    path = _dotless(_escaped(_PATH_SESSION.sub("", parts.path))) or "/"
    # As Latin-1 any bytes come out as they went in: a page in GBK has its parameters in it, too.
    given = quote(parts.query, safe=_SAFE_QUERY)
    query = [each for each in parse_qsl(given, keep_blank_values=True, encoding="latin-1") if _counts(each)]
    return urlunsplit((scheme, netloc, path, urlencode(sorted(query), encoding="latin-1"), ""))


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        return f"[{host}]"
    if host.isascii():
        return host if re.fullmatch(r"[a-z0-9._-]{1,253}", host) else ""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _counts(parameter: tuple[str, str]) -> bool:
    name, value = parameter
    if _TRACKING.fullmatch(name):
        return False
    return not (_SESSION.fullmatch(name) and _SESSION_VALUE.fullmatch(value))


def _escaped(path: str) -> str:
    """Escapes in capitals, and only where they must be."""

    def plainer(found: re.Match[str]) -> str:
        letter = chr(int(found[1], 16))
        return letter if letter.isascii() and (letter.isalnum() or letter in "-._~") else found[0].upper()

    return quote(_UNRESERVED.sub(plainer, path), safe=_SAFE_PATH)


def _dotless(path: str) -> str:
    if "/." not in path:
        return path
    kept: list[str] = []
    pieces = path.split("/")
    for piece in pieces:
        if piece == "..":
            if len(kept) > 1:
                kept.pop()
        elif piece != ".":
            kept.append(piece)
    return "/".join(kept) + ("/" if pieces[-1] in (".", "..") else "")


def host_of(address: str) -> str:
    """The host, with its port if that is an odd one: whose rules count, and who is asked slowly."""
    return urlsplit(address).netloc


def site_of(address: str) -> str:
    """The host as a person names it: without ``www.`` and port."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which addresses belong to a site: its host, with or without ``www.``, and its folder."""

    host: str
    folder: str

    @classmethod
    def of(cls, start: str) -> Scope:
        """Of the site that begins there."""
        path = urlsplit(start).path
        return cls(host_of(start).removeprefix("www."), path[: path.rfind("/") + 1] or "/")

    def holds(self, address: str) -> bool:
        """Whether a canonical address belongs to it."""
        parts = urlsplit(address)
        return parts.netloc.removeprefix("www.") == self.host and parts.path.startswith(self.folder)
