"""The theory: what a week is made of, how its rules are put together, and what is measured."""
