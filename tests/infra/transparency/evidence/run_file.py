"""Runs a verify.py over the cases of a JSON file, under the Python that reads this line, and prints each verdict."""

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any


def verdict(verifier: Any, case: Any) -> str | None:
    since = [Path(name).read_bytes() for name in case["since"]]
    try:
        age = verifier.seconds(case["maxAge"]) if case["maxAge"] else None
        proofs = [
            verifier.verify_zip(
                Path(name), "\n".join(case["keys"]), since, case["witnesses"], max_age=age, now=case["now"]
            )
            for name in case["bundles"]
        ]
        verifier.check_one_log(proofs)
    except verifier.Fault as fault:
        return str(fault.code)
    except ValueError:
        return "MISUSED"
    return None


def main(program: str, table: str) -> None:
    spec = importlib.util.spec_from_file_location("verify", program)
    assert spec
    assert spec.loader
    verifier = importlib.util.module_from_spec(spec)
    sys.modules["verify"] = verifier
    spec.loader.exec_module(verifier)
    print(json.dumps([verdict(verifier, case) for case in json.loads(Path(table).read_text("utf-8"))]))


if __name__ == "__main__":
    main(*sys.argv[1:])
