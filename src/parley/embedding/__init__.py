"""Embeddings: texts as vectors whose directions tell how alike they are."""
