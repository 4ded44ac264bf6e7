"""What the graph says, as a sentence: numbers, days, units and lists as the person's language writes them."""
