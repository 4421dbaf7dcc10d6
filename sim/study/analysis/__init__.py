"""What the results of sweeps say: effects, boxes, surrogates, matches and robust policies."""
