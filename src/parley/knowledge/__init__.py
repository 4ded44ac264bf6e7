"""What is known: a graph of things and relations, questions answered from it, and where each fact is from."""
