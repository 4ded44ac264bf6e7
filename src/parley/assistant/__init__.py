"""A conversation: the talk between a person and the assistant on one device."""
