"""One mechanism per file: an object that holds all there is to it."""
