"""Searching over HTTP: what is found, how a query goes on, and the sites and folders that are indexed."""
