"""Pages of the web that somebody wants to find again, fetched politely."""
