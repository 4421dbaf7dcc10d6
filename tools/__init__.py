"""Tools of the project itself, which are not shipped: they write the generated documents."""
