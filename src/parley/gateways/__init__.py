"""Protocols: each gateway turns one wire protocol into conversations or service calls."""
