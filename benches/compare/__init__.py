"""The whole comparison: what is timed (sections), what it is made from (inputs), whom it is held against (peers, floor), how
commands take turns (turns), what is printed (tables) and what the project aims at (goals)."""
