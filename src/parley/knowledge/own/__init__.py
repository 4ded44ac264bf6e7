"""A person's own facts: told in a sentence, kept in their home, asked for like anything else."""
