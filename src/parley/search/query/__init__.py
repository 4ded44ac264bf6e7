"""What somebody typed or said, read as a query: words, phrases, filters, times, in Chinese and English."""
