"""The home: its lights, plugs, climate, curtains, locks and scenes, whoever makes them."""
