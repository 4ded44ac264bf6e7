"""Words drawn as one path over the keys."""
