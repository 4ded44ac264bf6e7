"""The open-gram model of SunPinyin (CC BY-SA 3.0) as a pack of its own licence."""
