"""Folders of this machine whose files are found, and followed as they change."""
