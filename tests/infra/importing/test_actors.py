"""Accounts for which a file may act: those that the command line names, each as a coordinator only."""

import json
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from efe_domain.access.grants import Role
from efe_domain.decision.events import DecisionKind, DecisionProposed, PositionTaken, Stance
from efe_domain.decision.wording import Wording
from efe_domain.pole.events import MemberDesignated
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.codec import decode
from efe_domain.shared.colleges import College
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_domain.shared.event import Event
from efe_infra.cli.import_export import export_history
from efe_infra.composition import Installation
from efe_infra.identity.local_issuer import ISSUER
from efe_infra.importing.importing import record, sources
from efe_infra.importing.sealed_lines import SealedLines
from tests.conftest import Cloning
from tests.infra.cli.here import efe as here
from tests.infra.cli.process import environment
from tests.infra.importing import history
from tests.infra.importing.given import (
    LIEGE,
    SPEAKER,
    TODAY,
    a_pole,
    applied,
    decided,
    established,
    line,
    refused,
    written,
)
from tests.running import installation as opened

MEMBER = "directrice-cefa"
DECISION = UUID(int=77)
DAY = {"effectiveOn": "2016-09-02"}


def proposal() -> dict[str, Any]:
    text = {"poleId": "Pole:=pole", "kind": "ORIENTATION", "title": "Titre", "text": "Un texte.", **DAY}
    return {**line("texte", "proposeDecision", **text), "newId": str(DECISION)}


def position(key: str, content_hash: str, by: str, stance: str = "AGREE", operator: str = "CEFA") -> dict[str, Any]:
    word = {"decisionId": f"Decision:{DECISION}", "operatorId": f"Operator:={operator}", "stance": stance}
    return {**line(key, "takePosition", **word, contentHash=content_hash, words="Voici pourquoi.", **DAY), "by": by}


def events(installation: Installation) -> list[Event]:
    with psycopg.connect(installation.database.admin) as connection:
        rows = connection.execute("select topic, state from ledger.event order by position").fetchall()
    return [decode(topic, bytes(state)) for topic, state in rows]


def of_kind[E: Event](installation: Installation, kind: type[E]) -> Sequence[E]:
    return [each for each in events(installation) if isinstance(each, kind)]


@pytest.fixture
def proposed(installation: Installation, tmp_path: Path) -> str:
    """A decision is open; the director of the CEFA has an account. Returns the hash of the text."""
    established(installation)
    installation.vault.link(installation.vault.account_for(ISSUER, MEMBER), SPEAKER)
    applied(installation, written(tmp_path, [*a_pole(), proposal()], "avant.jsonl"))
    return of_kind(installation, DecisionProposed)[0].content_hash


def test_a_line_takes_no_position_as_a_member(installation: Installation, tmp_path: Path, proposed: str) -> None:
    path = written(tmp_path, [position("mot", proposed, MEMBER)])

    unnamed = applied(installation, path)
    named = applied(installation, path, may_act_as=[MEMBER])

    assert refused(unnamed) == [(1, "ACCOUNT_NOT_NAMED", "")]
    assert refused(named) == [(1, "FORBIDDEN", "")]
    assert of_kind(installation, PositionTaken) == []


def test_a_coordinator_who_represents_a_member_speaks_for_it_only(
    installation: Installation, tmp_path: Path, proposed: str
) -> None:
    """Such a person was possible before 0.5.0."""
    account = installation.vault.account_for(ISSUER, MEMBER)
    with in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)):
        installation.platform.grant_access(Bassin.LIEGE, account, Role.COORDINATOR)

    reports = applied(installation, written(tmp_path, [position("mot", proposed, MEMBER)]), may_act_as=[MEMBER])

    assert refused(reports) == []
    [taken] = of_kind(installation, PositionTaken)
    assert (taken.own, taken.metadata["on_behalf_of"]) == (False, str(taken.operator))


def test_a_line_does_nothing_as_an_administrator(installation: Installation, tmp_path: Path) -> None:
    established(installation)
    chief = installation.vault.account_for(ISSUER, "chef")
    with in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)):
        installation.platform.grant_platform_access(chief, Role.ADMINISTRATOR)
    grant = line("don", "grantAccess", bassin="LIEGE", accountId=f"Account:{chief}", role="COORDINATOR")

    reports = applied(installation, written(tmp_path, [{**grant, "by": "chef"}]), may_act_as=["chef"])

    assert refused(reports) == [(1, "FORBIDDEN", "")]


def test_a_resumed_file_goes_on_without_the_accounts_of_its_known_lines(
    installation: Installation, tmp_path: Path
) -> None:
    """Meanwhile one account was erased with its person, and the other does not act any more."""
    established(installation)
    gone = installation.vault.account_for(ISSUER, "ancienne")
    with in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)):
        installation.platform.grant_access(Bassin.LIEGE, gone, Role.COORDINATOR)
    lines = [{**each, "by": ("ancienne", LIEGE)[number % 2]} for number, each in enumerate(a_pole())]
    path, whole = written(tmp_path, lines[:-1], "1.jsonl"), written(tmp_path, lines, "2.jsonl")
    applied(installation, path, may_act_as=["ancienne"])
    with psycopg.connect(installation.database.admin) as connection:
        connection.execute("delete from vault.account where id = %s", [gone])
    installation.vault.account_for(ISSUER, "nouvelle")
    changed = written(
        tmp_path, [{**lines[0], "identifyAxis": {**lines[0]["identifyAxis"], "effectiveOn": "2016-09-02"}}]
    )

    [again] = applied(installation, path, by="nouvelle")
    stopped = applied(installation, whole, by="nouvelle")
    [resumed] = applied(installation, written(tmp_path, [*lines[:-1], {**lines[-1], "by": LIEGE}], "3.jsonl"))
    forged = applied(installation, changed, by="nouvelle")

    assert (again.recorded, again.known) == (0, 14)
    assert refused(stopped) == [(15, "NOT_FOUND", "")]
    assert (resumed.recorded, resumed.known) == (1, 14)
    assert refused(forged) == [(1, "COMMAND_REUSED", "")]


def test_a_rehearsal_says_who_acts_and_which_roles_are_granted(installation: Installation, tmp_path: Path) -> None:
    account = established(installation)
    env = environment(tmp_path / "home", installation.database)
    auditor = installation.vault.account_for(ISSUER, "contrôle")
    grants = [
        {**line("don", "grantAccess", bassin="LIEGE", accountId=f"Account:{auditor}", role="AUDITOR"), "by": LIEGE},
        line("tout", "grantPlatformAccess", accountId=f"Account:{account}", role="ADMINISTRATOR"),
    ]
    path = written(tmp_path, [*({**each, "by": LIEGE} for each in a_pole()), *grants])

    unnamed = here("import", str(path), "--dry-run", env=env)
    shown = here("import", str(path), "--dry-run", "--may-act-as", f"{LIEGE}, contrôle", env=env)
    unknown = here("import", str(path), "--dry-run", "--may-act-as", "quidam", env=env)

    assert (unnamed.returncode, unnamed.stdout.count("ACCOUNT_NOT_NAMED")) == (1, 16)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert f"    agit : {LIEGE}, 16 commande(s)\n" in shown.stdout
    assert "    agit : la ligne de commande, 1 commande(s)\n" in shown.stdout
    assert f"    ligne 16 : {LIEGE} donne à contrôle le rôle « auditeur », dans l'Instance" in shown.stdout
    assert "    ligne 17 : la ligne de commande donne à coordination-liege le rôle « administrateur »" in shown.stdout
    assert (unknown.returncode, "Compte inconnu : quidam." in unknown.stderr) == (2, True)


def test_a_restored_export_keeps_the_own_word_that_a_log_seals(
    cloning: Cloning, installation: Installation, tmp_path: Path, proposed: str
) -> None:
    """A changed line, or another account in it, is that of no sealed event."""
    member = installation.vault.account_of(ISSUER, MEMBER)
    with in_context(CommandContext(actor=str(member.id), person=SPEAKER, today=TODAY, command_id=uuid4())):
        [operator] = {each.operator for each in of_kind(installation, MemberDesignated) if each.college is College.C}
        word_of = partial(installation.platform.take_position, DECISION, operator, Stance.OBJECT, "Non.")
        word_of(content_hash=proposed, on=date(2016, 9, 3))
    sealed = history.sealed_lines(installation, tmp_path / "bundles")
    export_history(installation, tmp_path / "lines", "jsonl", persons=False)
    [path] = (tmp_path / "lines").iterdir()
    *before, word = [json.loads(each) for each in path.read_text("utf-8").splitlines()]

    def restored(lines: list[dict[str, Any]], sealed: SealedLines | None, name: str) -> tuple[list[Any], list[bool]]:
        with cloning() as database, opened(database, tmp_path / name) as target:
            history.copy_vault(installation.database, target.database)
            deciding = decided(target, may_act_as=[f"Account:{member.id}"] * (sealed is None), sealed=sealed)
            files = sources(written(tmp_path, lines, f"{name}.jsonl"))
            reports = list(record(target.platform, deciding, files, "", lambda: None))
            return refused(reports), [each.own for each in of_kind(target, PositionTaken)]

    changed = {**word, "takePosition": {**word["takePosition"], "stance": "AGREE"}}
    again = {**word, "key": "encore"}
    number = len(before) + 1
    assert restored([*before, word], sealed, "scellé") == ([], [True])
    assert restored([*before, changed], sealed, "changé") == ([(number, "ACCOUNT_NOT_NAMED", "")], [])
    assert restored([*before, again], sealed, "encore") == ([(number, "ACCOUNT_NOT_NAMED", "")], [])
    assert restored([*before, word], None, "sans") == ([(number, "FORBIDDEN", "")], [])


def test_a_file_lifts_no_rule_of_a_decision_that_runs(
    installation: Installation, tmp_path: Path, proposed: str
) -> None:
    """The decision was proposed with an account; a file of the coordinator then brings a document."""
    account, running = installation.vault.account_for(ISSUER, LIEGE), UUID(int=78)
    [pole] = {each.pole for each in of_kind(installation, DecisionProposed)}
    [operator] = {each.operator for each in of_kind(installation, MemberDesignated) if each.college is College.C}
    day, wording = date(2016, 9, 3), Wording(title="Titre", text="Autre texte.")
    with in_context(CommandContext(actor=str(account), today=TODAY, command_id=uuid4())):
        installation.platform.propose_decision(running, pole, DecisionKind.ORIENTATION, wording, on=day)
    content_hash = of_kind(installation, DecisionProposed)[-1].content_hash
    member = installation.vault.account_for(ISSUER, MEMBER)
    with in_context(CommandContext(actor=str(member), person=SPEAKER, today=TODAY, command_id=uuid4())):
        say = partial(installation.platform.take_position, running, operator, Stance.OBJECT, "Non.")
        say(content_hash=content_hash, on=day)
    sha256, _ = installation.documents.put(b"Elle est d'accord.", "text/plain", bassins=["liege"], by=account)
    word = {"decisionId": f"Decision:{running}", "operatorId": f"Operator:{operator}", "stance": "AGREE"}
    day_after = {"effectiveOn": "2016-09-04"}
    lines = [line("mot", "takePosition", **word, contentHash=content_hash, words="Oui.", sha256=sha256, **day_after)]

    reports = applied(installation, written(tmp_path, lines))

    assert refused(reports) == [(1, "OWN_WORD_STANDS", "PS-CONSENSUS")]
