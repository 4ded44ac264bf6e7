"""The talk page: the browser speaks the talk protocol (``docs/talk-protocol.md``) to a conversation."""

from parley.gateways.web.routes import Status, Web

__all__ = ["Status", "Web"]
