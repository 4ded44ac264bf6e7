"""Prediction: how the word that is being typed goes on, and which one comes next."""
