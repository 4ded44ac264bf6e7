"""Questions in Chinese and English, read into a query of the graph and answered from it alone."""
