"""Answers out of texts, and out of collections of questions that somebody has answered."""
