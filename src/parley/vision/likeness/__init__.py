"""Which pictures show the same: fingerprints, and groups of them."""
