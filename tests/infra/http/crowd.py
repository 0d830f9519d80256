"""A crowd of clients on the clock of the event loop."""

import asyncio
from typing import Any

from efe_infra.http.admission.admissions import Admissions

STEP_S = 0.01
LONG_S = 20.0
PENDING = 16
ATTACKER, READER = "192.0.2.1", "198.51.100.1"


def admissions(**options: Any) -> Admissions:
    """Returns admissions on the clock of the event loop."""
    return Admissions(clock=asyncio.get_running_loop().time, **options)


def now() -> float:
    return asyncio.get_running_loop().time()
