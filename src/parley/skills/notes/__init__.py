"""Notes: texts that a person keeps."""
