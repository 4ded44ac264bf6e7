"""What a person does to the very device they speak to."""
