"""Places of the world by their names, in Chinese and English."""
