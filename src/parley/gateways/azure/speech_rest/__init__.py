"""Azure's REST APIs that write down speech: fast transcription, and the one for short audio."""
