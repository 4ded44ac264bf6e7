"""The devices of a Home Assistant, through its WebSocket API."""
