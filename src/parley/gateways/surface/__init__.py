"""The APIs that other vendors' SDKs speak: where their keys stand, how they say no, and what they offer."""

from parley.gateways.surface.forms import Form, Part, form_of
from parley.gateways.surface.operation import Operation
from parley.gateways.surface.sse import Event, events
from parley.gateways.surface.surface import Fault, Refusal, Surface

__all__ = ["Event", "Fault", "Form", "Operation", "Part", "Refusal", "Surface", "events", "form_of"]
