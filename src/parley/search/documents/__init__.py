"""Text out of files and pages: what they say, what they are called, what they lead to."""
