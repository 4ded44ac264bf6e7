"""What the model is taught: wordings of the skills' sentences, what people say, and what means nothing here."""
