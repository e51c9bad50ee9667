"""Makes the page builders of this folder importable from its sub-folders."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
