"""The Speech SDK's WebSocket (USP), for everything that is heard: recognition, translation, diarisation."""
