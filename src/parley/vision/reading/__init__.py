"""Reading: an engine that finds lines, and the order in which a person would read them."""
