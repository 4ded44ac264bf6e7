"""How files of pictures are built, as far as one must know to refuse, measure, turn and strip them safely."""
