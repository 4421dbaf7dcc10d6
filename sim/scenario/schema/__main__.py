"""Write the schema beside the built-in scenarios: `python -m sim.scenario.schema`."""

import sys

from sim.scenario.builtin import builtin_folder
from sim.scenario.schema import write_schema

sys.stdout.write(f"{write_schema(builtin_folder())}\n")
