"""From keys to hanzi: the likeliest words over everything that a row of letters may spell."""
