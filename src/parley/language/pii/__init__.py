"""What in a text tells who somebody is, and the text without it."""
