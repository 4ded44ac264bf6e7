"""What the model is taught: wordings of sentences, what people say, and what means nothing here."""
