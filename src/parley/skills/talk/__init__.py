"""The talk itself: say it again, stop, louder, what can you do."""
