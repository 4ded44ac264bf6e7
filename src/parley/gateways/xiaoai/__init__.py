"""Mi AI Speakers that run the open-xiaoai client, which dials in by itself and trusts whoever answers."""
