"""Commands in other languages than Chinese and English, by the sentences of Home Assistant's community."""
