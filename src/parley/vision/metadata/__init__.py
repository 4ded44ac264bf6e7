"""What a photo tells of itself: when, where and with what it was taken; and photos without that."""
