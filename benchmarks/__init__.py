"""How fast it is, measured as ratios inside one run on one machine (`make bench`)."""
