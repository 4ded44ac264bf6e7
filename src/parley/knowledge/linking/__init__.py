"""Which thing of the graph words mean: names as people write, mistype and spell them by sound."""
