"""Boards with the XiaoZhi firmware: how they are let in and how they talk, over WebSocket or MQTT and UDP."""
