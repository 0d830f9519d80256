"""A file of commands: rehearsed without a trace, recorded whole or not at all, once."""

from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from efe_domain.law.rules import Rule
from efe_domain.shared.codec import decode
from efe_domain.shared.command_context import CommandContext, in_context
from efe_infra.composition import Installation
from efe_infra.importing.importing import sources
from efe_infra.postgres.database import Database
from tests.infra.importing.given import (
    AXIS,
    COMMON,
    KINDS,
    LIEGE,
    ON,
    SPEAKER,
    TODAY,
    a_pole,
    applied,
    counted,
    decided,
    established,
    line,
    refused,
    rehearsed,
    written,
)
from tests.running import serving

PERSON = line("jo", "registerPerson", givenName="Jo", familyName="Vandeputte", email="jo@example.org")


def metadata(database: Database) -> list[dict[str, str]]:
    with psycopg.connect(database.admin) as connection:
        rows = connection.execute("select topic, state from ledger.event order by position").fetchall()
    return [decode(topic, bytes(state)).metadata for topic, state in rows]


def test_a_file_is_recorded_in_its_order_and_marked(installation: Installation, tmp_path: Path) -> None:
    account = established(installation)
    path = written(tmp_path, a_pole())

    [report] = applied(installation, path)

    assert (report.lines, report.recorded, report.known, report.position) == (15, 15, 0, 17)
    [source] = sources(path)
    marks = metadata(installation.database)[2:]
    assert {(each["reprise"], each["actor"]) for each in marks} == {(source.sha256, str(account))}
    assert len({each["command_id"] for each in marks}) == 15


def test_a_file_is_a_source_for_what_is_late(installation: Installation, tmp_path: Path) -> None:
    """Beside it, a line may have a source of its own, which its events keep."""
    established(installation)
    axis = {**COMMON, "axis": AXIS, "source": "Procès-verbal du 3 mars."}
    rules = line("roi", "adoptRulesOfOrder", bassin="LIEGE", rules=[], lateAfterDays=30)

    reports = applied(installation, written(tmp_path, [rules, line("axe", "identifyAxis", **axis), *a_pole()[1:]]))

    assert refused(reports) == []
    sources = [each.get("source") for each in metadata(installation.database)[3:]]
    assert sources == ["Procès-verbal du 3 mars.", *[None] * 14]


def test_a_rehearsal_leaves_no_trace(installation: Installation, tmp_path: Path) -> None:
    established(installation)
    before = counted(installation.database)
    path = written(tmp_path, [PERSON, *a_pole()])

    [report] = rehearsed(installation, path, by=LIEGE)

    assert (report.recorded, report.persons, report.refused) == (15, 1, ())
    assert counted(installation.database) == before


def test_nothing_is_recorded_when_a_line_in_the_middle_breaks_a_rule(
    installation: Installation, tmp_path: Path
) -> None:
    established(installation)
    before = counted(installation.database)
    lines = a_pole()
    lines[3]["openSite"]["commune"] = "92094"  # of Namur

    reports = applied(installation, written(tmp_path, [PERSON, *lines]))

    assert refused(reports) == [
        (5, "NOT_YOUR_BASSIN", "REGISTRE-BASSIN"),
        (7, "NOT_LOCAL", "PS-LOCAL"),
        (16, "COMPOSITION_INCOMPLETE", "PS-COMPO"),
    ]
    assert counted(installation.database) == before
    assert "Maison ENTREPRISE" in reports[0].refused[1].message


def test_the_same_file_twice_records_nothing_new(installation: Installation, tmp_path: Path) -> None:
    established(installation)
    path = written(tmp_path, [PERSON, *a_pole()])
    applied(installation, path)
    before = counted(installation.database)

    [again] = applied(installation, path)

    assert (again.recorded, again.known, again.position) == (0, 15, None)
    assert counted(installation.database) == before


def test_a_corrected_file_records_what_is_new(installation: Installation, tmp_path: Path) -> None:
    established(installation)
    applied(installation, written(tmp_path, a_pole()[:-1]))

    [report] = applied(installation, written(tmp_path, a_pole()))

    assert (report.recorded, report.known) == (1, 14)


def test_a_key_serves_once(installation: Installation, tmp_path: Path) -> None:
    established(installation)
    applied(installation, written(tmp_path, a_pole()))
    changed = a_pole()
    changed[1]["createPole"]["name"] = "Autre soudage"

    reports = applied(installation, written(tmp_path, changed))

    assert refused(reports)[0] == (2, "COMMAND_REUSED", "")


def test_files_follow_one_another_and_refer_to_one_another(installation: Installation, tmp_path: Path) -> None:
    established(installation)
    whole = a_pole()
    folder = tmp_path / "histoire"
    folder.mkdir()
    written(folder, whole[:6], "1.jsonl")
    written(folder, whole[6:], "2.jsonl")

    assert [each.recorded for each in rehearsed(installation, folder)] == [6, 9]
    assert [each.recorded for each in applied(installation, folder / "1.jsonl")] == [6]
    assert [(each.recorded, each.known) for each in applied(installation, folder)] == [(0, 6), (9, 0)]


def test_what_follows_a_refused_file_is_not_tried(installation: Installation, tmp_path: Path) -> None:
    established(installation)
    folder = tmp_path / "histoire"
    folder.mkdir()
    written(folder, a_pole()[1:], "1.jsonl")
    written(folder, a_pole()[:1], "2.jsonl")

    reports = applied(installation, folder)

    assert [each.file for each in reports] == ["1.jsonl"]
    assert refused(reports)[0] == (1, "AXIS_NOT_IDENTIFIED", "PS-NB")


def test_persons_come_to_the_vault_and_nowhere_else(installation: Installation, tmp_path: Path) -> None:
    established(installation)
    lines = [*a_pole(), PERSON]
    lines[5]["designateMember"]["representativeId"] = "Person:=jo"

    _, before = counted(installation.database)

    [report] = applied(installation, written(tmp_path, lines))

    assert report.persons == 1
    assert counted(installation.database)[1] == before + 1
    with psycopg.connect(installation.database.admin) as connection:
        [(named,)] = connection.execute(
            "select count(*) from ledger.event where convert_from(state, 'UTF8') ~* 'vandeputte|example.org'"
        ).fetchall()
    assert named == 0


@pytest.mark.parametrize("reason", ["Jo Vandeputte est partie.", "Écrire à jo@example.org."])
def test_no_text_names_a_person_whom_the_file_itself_brings(
    installation: Installation, tmp_path: Path, reason: str
) -> None:
    established(installation)
    leaving = line("fin", "endMembership", poleId="Pole:=pole", operatorId="Operator:=CEFA", reason=reason, **ON)

    for reports in (
        rehearsed(installation, written(tmp_path, [PERSON, *a_pole(), leaving])),
        applied(installation, written(tmp_path, [PERSON, *a_pole(), leaving])),
    ):
        assert refused(reports) == [(17, "INVALID", "")]
        assert "personne" in reports[0].refused[0].message


def test_a_stranger_is_nobody(installation: Installation, tmp_path: Path) -> None:
    established(installation)
    lines = a_pole()
    lines[5]["designateMember"]["representativeId"] = f"Person:{uuid4()}"

    reports = rehearsed(installation, written(tmp_path, lines))

    assert refused(reports)[0] == (6, "NOT_FOUND", "")


def test_rights_are_those_of_who_acts(installation: Installation, tmp_path: Path) -> None:
    """The importer may name the accounts of lines, but gives them no right."""
    established(installation)
    installation.vault.account_for(installation.tokens.issuer, "quidam")

    for by, code in (
        ("", "FORBIDDEN"),
        ("quidam", "FORBIDDEN"),
        ("inconnu", "NOT_FOUND"),
        ("Account:x", "NOT_FOUND"),
    ):
        reports = applied(installation, written(tmp_path, a_pole()[:1]), by=by)
        assert refused(reports) == [(1, code, "")]


def test_a_command_of_somebody_else_is_not_taken_for_an_earlier_line(
    installation: Installation, tmp_path: Path
) -> None:
    """Its id is known to whoever knows the key: what it made is not what the file refers to."""
    account = established(installation)
    [source] = sources(written(tmp_path, [line("pole", "identifyAxis", **COMMON, axis=AXIS)]))
    forged = decided(installation).key(source.lines[0])
    with in_context(CommandContext(actor=str(account), today=TODAY, command_id=forged)):
        installation.platform.set_up_body("liege", uuid4(), "Chambre", Rule.M6)

    reports = applied(
        installation, written(tmp_path, [line("x", "dissolvePole", poleId="Pole:=pole", reason="Fin.")])
    )

    assert refused(reports) == [(1, "INVALID", "")]


def test_a_pole_is_taken_over_with_its_document(installation: Installation, tmp_path: Path) -> None:
    account = established(installation)
    sha256, _ = installation.documents.put(b"Arret du pole", "text/plain", bassins=["liege"], by=account)
    operators = [each for each in a_pole()[2:-1] if "designateMember" not in each]
    members = [{"operatorId": f"Operator:={kind}", "representativeId": f"Person:{SPEAKER}"} for kind in KINDS]
    taken = {
        **COMMON,
        "axis": AXIS,
        "name": "Soudage",
        "members": members,
        "starts": "2015-01-01",
        "ends": "2017-12-31",
        "sha256": sha256,
    }

    [report] = applied(
        installation, written(tmp_path, [a_pole()[0], *operators, line("repris", "takeOverPole", **taken)])
    )
    missing = {**taken, "name": "Autre", "sha256": "0" * 64}
    reports = applied(installation, written(tmp_path, [line("autre", "takeOverPole", **missing)]))

    assert refused([report]) == []
    assert refused(reports) == [(1, "NOT_FOUND", "")]


def test_a_refusal_says_why_in_french(installation: Installation, tmp_path: Path) -> None:
    established(installation)

    [report] = rehearsed(installation, written(tmp_path, [*a_pole()[:2], a_pole()[-1]]))

    [why] = report.refused
    assert (why.code, why.rule, why.key, why.command) == (
        "COMPOSITION_INCOMPLETE",
        "PS-COMPO",
        "terme",
        "constitutePole",
    )
    assert why.message == "La composition est incomplète le 1er septembre 2016."
    assert len(why.reasons) == 3
    assert why.reasons[0].endswith("Aucun membre désigné.")


def test_a_rehearsal_purges_no_document(installation: Installation, tmp_path: Path) -> None:
    """Nor does a file of which a line is refused."""
    account = established(installation)
    sha256, _ = installation.documents.put(b"Mauvais dossier", "text/plain", bassins=["liege"], by=account)
    purge = line("purge", "purgeDocument", bassin="LIEGE", sha256=sha256, reason="Mauvais dossier.")
    path = written(tmp_path, [purge])

    [rehearsal] = rehearsed(installation, path)
    [failed] = applied(installation, written(tmp_path, [purge, a_pole()[1]], "refusé.jsonl"))
    kept = installation.documents.read(sha256)
    [done] = applied(installation, path)

    assert (len(rehearsal.refused), len(failed.refused), done.recorded) == (0, 1, 1)
    assert kept == b"Mauvais dossier"
    assert installation.documents.read(sha256) is None


def test_the_trail_shows_the_file_to_those_who_see_the_fact(database: Database, tmp_path: Path) -> None:
    shown = "{ auditTrail(bassin: LIEGE, first: 100) { edges { node { kind reprise } } } }"
    with serving(database, tmp_path) as api:
        established(api.installation)
        path = written(tmp_path, a_pole())
        applied(api.installation, path)

        by = api.client(LIEGE)
        api.catch_up()
        entries = [each["node"] for each in by.ask(shown)["auditTrail"]["edges"]]
        asked = "{ poles { edges { node { history { edges { node { reprise } } } } } } }"
        [pole] = by.ask(asked)["poles"]["edges"]

        sha256 = sources(path)[0].sha256
        assert [each["reprise"] for each in entries] == [None, None, *[sha256] * 15]
        assert {each["node"]["reprise"] for each in pole["node"]["history"]["edges"]} == {sha256}
        assert api.client("quidam").refusal(shown) == "FORBIDDEN"
