"""Home Assistant's protocol for voice: services it calls, and satellites that Parley connects to."""
