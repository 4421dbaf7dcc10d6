"""Study files: read with all mistakes and their places, and the tables of points that they name."""
