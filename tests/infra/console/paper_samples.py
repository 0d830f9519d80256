"""Evidence of a paper of each kind, and the committed hashes of the bytes that it gives."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

SAMPLES: Final = Path(__file__).with_name("paper_samples.json")
HASHES: Final = Path(__file__).with_name("paper_hashes.json")
TIMESTAMP: Final = 1_700_000_000


def sample_of(kind: str, language: str = "fr") -> dict[str, Any]:
    """Returns the evidence of a paper of that kind."""
    samples = json.loads(SAMPLES.read_text(encoding="utf-8"))
    return {"kind": kind, "language": language, "frame": samples["frame"], "input": samples["inputs"][kind]}


def evidence_text(evidence: Mapping[str, Any]) -> str:
    """Returns the evidence as the compiler reads it."""
    return json.dumps(evidence, ensure_ascii=False, sort_keys=True)
