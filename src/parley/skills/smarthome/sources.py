"""Which homes are set up: those of the settings, or the virtual one while there is none."""

from __future__ import annotations

from parley.clock import Clock
from parley.settings import Settings
from parley.skills.smarthome.source import Source
from parley.skills.smarthome.virtual import VirtualHome


def sources(settings: Settings, clock: Clock, *, kept: bool) -> list[Source]:
    """Nothing is connected before it is started. ``kept``: what is virtual outlasts a restart."""
    devices = settings.devices
    found: list[Source] = []
    if devices.home_assistant is not None:
        from parley.skills.smarthome.home_assistant.source import HomeAssistantSource

        found.append(HomeAssistantSource(devices.home_assistant))
    if devices.mqtt is not None:
        from parley.skills.smarthome.mqtt.source import MqttSource

        found.append(MqttSource(devices.mqtt))
    if not found and devices.virtual:
        found.append(VirtualHome(settings.data_dir if kept else None, clock))
    return found
