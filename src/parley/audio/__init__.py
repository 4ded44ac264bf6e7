"""Sound as numbers: PCM, files, Opus, resampling, voice activity and endpointing."""
