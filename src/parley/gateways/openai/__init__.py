"""OpenAI's API, spoken by Parley: chat, responses, embeddings, sound, and talks in real time."""
