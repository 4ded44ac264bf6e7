"""SSML, the W3C's language for how a text is to be said, with Azure's additions."""
