"""Bills: of what was read, who wants how much of which money by when."""
