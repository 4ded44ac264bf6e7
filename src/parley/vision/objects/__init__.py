"""Finding things: an engine, and the names of its classes in two languages."""
