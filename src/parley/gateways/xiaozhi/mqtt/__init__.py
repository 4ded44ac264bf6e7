"""Boards over MQTT and UDP, the only transport on which they can be reached while nobody talks to them."""
