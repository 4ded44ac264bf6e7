"""Models: the files that engines load, where they come from and where they are kept."""
