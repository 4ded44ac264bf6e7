"""OpenAI's ``audio/speech``: text said, as a stream of sound or of events."""
