"""What a camera sees: read aloud, told, scanned; and photos found by asking for them."""
