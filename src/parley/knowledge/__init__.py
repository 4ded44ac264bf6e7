"""What is known: a graph of things and how they relate, questions answered from it, and where each fact is from."""
