"""Write the schema beside the built-in scenarios: `python -m sim.scenario.schema`."""

import sys

from sim.scenario.schema import write_schema
from sim.scenario.shelf import builtin_folder

sys.stdout.write(f"{write_schema(builtin_folder())}\n")
