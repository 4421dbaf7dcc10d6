"""`python -m sim` is the command `coxed`."""

from sim.cli import entry

entry()
