"""How a picture looks: what of it stands out, its colours, and what to keep of it."""
