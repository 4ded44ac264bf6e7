"""Realtime talks as WebRTC calls: sound by Opus over RTP, events over a data channel."""
