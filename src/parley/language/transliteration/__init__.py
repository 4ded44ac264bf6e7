"""One language's words in another script, by rule: what no rule can do is not offered."""
