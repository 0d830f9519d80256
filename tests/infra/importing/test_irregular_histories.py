"""Histories of before 0.3.0 that the rules of today refuse: by rule and by line; the pôle is then taken over."""

from pathlib import Path
from typing import Any

from efe_infra.composition import Installation
from tests.infra.importing.given import (
    AXIS,
    COMMON,
    KINDS,
    ON,
    SPEAKER,
    a_pole,
    applied,
    counted,
    established,
    line,
    refused,
    rehearsed,
    written,
)

CITED = line("fin", "endMembership", poleId="Pole:=pole", operatorId="Operator:=CEFA", reason="Départ.")


def unrepresented() -> list[dict[str, Any]]:
    """As 0.2.0 constituted a pôle, and something that follows."""
    lines = [*a_pole(), {**CITED, "endMembership": {**CITED["endMembership"], "effectiveOn": "2017-03-01"}}]
    for each in lines:
        each.get("designateMember", {}).pop("representativeId", None)
    return lines


def test_a_pole_constituted_without_representatives_is_refused_where_it_was(
    installation: Installation, tmp_path: Path
) -> None:
    established(installation)
    before = counted(installation.database)
    path = written(tmp_path, unrepresented())

    [rehearsal], [report] = rehearsed(installation, path), applied(installation, path)

    assert refused([rehearsal]) == refused([report]) == [(15, "COMPOSITION_INCOMPLETE", "PS-COMPO")]
    assert any("représent" in reason for reason in report.refused[0].reasons), report.refused[0].reasons
    assert counted(installation.database) == before


def test_it_is_taken_over_in_the_place_of_the_lines_that_made_it(installation: Installation, tmp_path: Path) -> None:
    """Under the key of the line that created it: what follows refers to it as before."""
    account = established(installation)
    sha256, _ = installation.documents.put(b"Releve du pole", "text/plain", bassins=["liege"], by=account)
    making = {"createPole", "designateMember", "constitutePole"}
    kept = [each for each in unrepresented() if not making & each.keys()]
    members = [{"operatorId": f"Operator:={kind}", "representativeId": f"Person:{SPEAKER}"} for kind in KINDS]
    term = {"starts": ON["effectiveOn"], "ends": "2019-08-31", "sha256": sha256}
    opening = line("pole", "takeOverPole", **COMMON, axis=AXIS, name="Soudage", members=members, **term)

    [report] = applied(installation, written(tmp_path, [*kept[:-1], opening, kept[-1]]))

    assert report.refused == ()
    assert report.recorded == len(kept) + 1


def test_a_renewal_that_no_evaluation_precedes_is_refused_where_it_was(
    installation: Installation, tmp_path: Path
) -> None:
    established(installation)
    renewal = line("suite", "renewPole", poleId="Pole:=pole", effectiveOn="2019-08-01")

    reports = applied(installation, written(tmp_path, [*a_pole(), renewal]))

    assert refused(reports) == [(16, "NOT_EVALUATED", "PS-EVAL")]
