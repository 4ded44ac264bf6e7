"""Language packs: one file per language with its words and what follows what, mapped into memory."""
