"""The demo: a real language model once round the wheel on real mail, through the public SDK alone."""
