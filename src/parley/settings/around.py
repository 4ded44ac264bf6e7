"""Settings of what lies around the assistant: the place, the home, and services elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta, Struct, field


class Place(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the house is. Without a name it is the city of its time zone."""

    name: str = ""
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None = None
    country: str = ""
    """Two letters (ISO 3166), whose holidays and units are meant; empty for the country of the place."""


class Weather(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the weather is asked for."""

    url: str = "https://api.open-meteo.com/v1/forecast"


class Rates(Struct, frozen=True, forbid_unknown_fields=True):
    """Where rates of exchange are asked for."""

    url: str = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml"


class News(Struct, frozen=True, forbid_unknown_fields=True):
    """What is read when somebody asks for the news."""

    feeds: Mapping[str, str] = field(default_factory=dict[str, str])
    """Name → address of an RSS or Atom feed; empty for the feeds that come with Parley."""


class Music(Struct, frozen=True, forbid_unknown_fields=True):
    """What there is to listen to."""

    folder: str | None = None
    """Folder of music files; None for ``music`` in the data folder."""
    stations: Mapping[str, str] = field(default_factory=dict[str, str])
    """Name → address of internet radio."""
    mpd: str | None = None
    """``host:port`` of a Music Player Daemon that plays instead."""


class HomeAssistant(Struct, frozen=True, forbid_unknown_fields=True):
    """A Home Assistant whose devices Parley may use."""

    url: str
    """Such as ``http://homeassistant.local:8123``."""
    token_variable: str = "HOME_ASSISTANT_TOKEN"
    """Name of the environment variable that holds a long-lived access token."""


class Mqtt(Struct, frozen=True, forbid_unknown_fields=True):
    """A broker on which devices announce themselves as they do for Home Assistant."""

    url: str
    """``mqtt://host:1883`` or ``mqtts://…``."""
    user: str | None = None
    password_variable: str = "MQTT_PASSWORD"
    prefix: str = "homeassistant"


class Devices(Struct, frozen=True, forbid_unknown_fields=True):
    """The lights, switches and the rest that Parley may use."""

    virtual: bool = True
    """A make-believe home for trying things out, as long as no other is set up."""
    home_assistant: HomeAssistant | None = None
    mqtt: Mqtt | None = None


class CalDav(Struct, frozen=True, forbid_unknown_fields=True):
    """A calendar server."""

    url: str
    user: str
    password_variable: str = "CALDAV_PASSWORD"


class Calendars(Struct, frozen=True, forbid_unknown_fields=True):
    """Calendars elsewhere; Parley's own needs no setting."""

    files: tuple[str, ...] = ()
    """Paths or addresses of iCalendar files, which are only read."""
    caldav: CalDav | None = None


class McpServer(Struct, frozen=True, forbid_unknown_fields=True):
    """An MCP server whose tools Parley may use."""

    url: str | None = None
    command: tuple[str, ...] = ()
    """Instead of a URL: a program with its arguments, spoken to over its standard input and output."""
    key_variable: str | None = None
    """Name of the environment variable that holds a bearer token."""
    sentences: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Tool → what people say for it, with the tool's parameters as slots."""
