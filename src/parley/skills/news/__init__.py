"""What is in the news."""
