"""Verdicts of the verifier of every bundle, and of both verifiers over mutants."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from efe_infra.transparency.evidence.verify import Fault, check_one_log, seconds, verify, verify_zip
from tests.infra.transparency.evidence.attacks_given import Case
from tests.infra.transparency.evidence.fuzz import mutant
from tests.infra.transparency.evidence.page import Given, answers
from tests.infra.transparency.evidence.synthetic import Files

MUTANTS: Final = 800


def verdict(case: Case) -> str | None:
    """Returns the code of the fault; None when the bundle is accepted."""
    return fault_of(case.files, "\n".join(case.keys), case.since, case.witnesses, case.max_age, case.now)


def fault_of(
    files: Files,
    key: str,
    since: Sequence[bytes] = (),
    witnesses: Sequence[str] = (),
    max_age: int | None = None,
    now: int | None = None,
) -> str | None:
    try:
        verify(files, key, since, witnesses, max_age=max_age, now=now)
    except Fault as fault:
        return fault.code
    return None


def by_file(given: Given, folder: Path) -> str | None:
    """Returns the fault that verify.py names, as its command does; None when all is proven."""
    paths = [folder / f"{number}.zip" for number in range(len(given.archives))]
    for path, data in zip(paths, given.archives, strict=True):
        path.write_bytes(data)
    try:
        age = seconds(given.max_age) if given.max_age else None
        check_one_log(
            [
                verify_zip(path, "\n".join(given.keys), given.since, given.witnesses, max_age=age, now=given.now)
                for path in paths
            ]
        )
    except Fault as fault:
        return fault.code
    except ValueError:
        return "MISUSED"
    return None


def divided(numbers: Sequence[int], folder: Path) -> tuple[list[str], set[str | None]]:
    """Returns the mutants on which the verifiers do not agree, and all verdicts."""
    (folder / "page").mkdir()
    (folder / "file").mkdir()
    given = [mutant(each) for each in numbers]
    pages = [answer.code for answer in answers(given, folder / "page")]
    files = [by_file(each, folder / "file") for each in given]
    verdicts = zip(numbers, files, pages, strict=True)
    return [f"mutant {number}: {one} and {other}" for number, one, other in verdicts if one != other], {*files}
