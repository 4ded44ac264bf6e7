"""A person's photos, recordings and documents: uploaded in pieces, kept sealed, read in ranges."""
