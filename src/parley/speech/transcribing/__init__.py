"""Writing down what is said: sound of any length in, phrases with their places in time out."""
