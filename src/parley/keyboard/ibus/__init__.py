"""The keyboard on a Linux desktop: an engine of IBus, in a process of its own."""
