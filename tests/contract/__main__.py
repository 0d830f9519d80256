"""`python -m tests.contract`: fails when the working copy breaks what the last release promised."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.contract.gate import judged

verdict = judged(Path(__file__).parents[2], datetime.now(UTC).date())
print(verdict)
sys.exit(1 if verdict.broken else 0)
