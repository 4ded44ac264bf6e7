"""Azure's speech synthesis: the Speech SDK's WebSocket, REST, and the list of voices."""
