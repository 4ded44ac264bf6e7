"""What the longer commands of ``parley`` do, one file each."""
