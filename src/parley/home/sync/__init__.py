"""Keeping a device's copy of a person's records in step: the messages, and the client that speakers use."""
