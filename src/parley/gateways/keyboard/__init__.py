"""The keyboard over HTTP and a WebSocket: keys in, candidates out; what was learned, to see and to forget."""
