"""What may be said: sentence templates, as rules over words, as an automaton."""
