"""OpenAI's Realtime API: a talk as events, over a WebSocket or a WebRTC call."""
