"""Questions about the world, answered from the graph alone."""
