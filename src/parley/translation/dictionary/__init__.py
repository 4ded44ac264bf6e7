"""Words of one language looked up in another, in dictionaries that a person installs."""
