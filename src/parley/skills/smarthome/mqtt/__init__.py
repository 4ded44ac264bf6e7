"""Devices that announce themselves on an MQTT broker, as they do for Home Assistant."""
