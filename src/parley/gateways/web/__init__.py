"""The talk page: the browser speaks the talk protocol (``docs/talk-protocol.md``) to a conversation."""

from parley.gateways.web.keys import Keys
from parley.gateways.web.routes import Status, routes

__all__ = ["Keys", "Status", "routes"]
