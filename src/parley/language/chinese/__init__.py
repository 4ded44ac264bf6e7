"""Numbers, times and units as Chinese says and writes them."""
