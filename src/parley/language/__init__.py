"""Language as text: which one it is, where sentences end, how numbers, times and units are said.

Everything here is a pure function of values. Chinese and English are complete; text in other languages
passes through unchanged.
"""
