"""Makes the builders of dossiers importable: the tables of the report are made from what the rules counted."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "validators"))
