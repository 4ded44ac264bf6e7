"""Numbers, times and units as English says and writes them."""
