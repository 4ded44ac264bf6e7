"""How what seeing needs is installed."""

REMEDY = "pip install 'parley[vision]'"
