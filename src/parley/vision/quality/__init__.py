"""How good a photograph is: how sharp, how it was exposed, what of it is lost, how noisy."""
