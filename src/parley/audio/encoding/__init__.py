"""Sound for those who want it in another form than PCM: streaming encoders and the containers around them."""
