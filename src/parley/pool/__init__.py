"""CPU work on a bounded number of worker processes, where a crash or a hang costs one call."""
