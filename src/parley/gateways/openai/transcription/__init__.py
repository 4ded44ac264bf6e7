"""OpenAI's transcriptions and translations of sound."""
