"""What text is found by: folded characters, stems of English words, pairs of Chinese characters."""
