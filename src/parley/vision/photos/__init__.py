"""Photos: a library of pictures that belong to a person, and what is done with them."""
