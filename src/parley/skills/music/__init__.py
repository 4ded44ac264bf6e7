"""Music of a folder, internet radio, or a Music Player Daemon that plays instead."""
