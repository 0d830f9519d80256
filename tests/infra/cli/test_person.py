"""Stored data of a person, and their erasure, at the command line."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from efe_domain.decision.events import DecisionKind
from efe_domain.platform import Platform
from efe_infra.ledger.factory import ledger_env
from efe_infra.people.closed_accounts import AccountClosure
from efe_infra.people.vault import PersonVault
from efe_infra.postgres.database import Database
from tests.api.sweep.world import catch_up
from tests.domain.given import NOTE, YESTERDAY, some_id
from tests.infra.cli.here import efe
from tests.infra.cli.process import environment, fails_in_one_line
from tests.infra.commands.decision_stage import WORDING
from tests.infra.commands.stage import COORDINATOR, COORDINATOR_OF_NAMUR, PERSON, SEAT, TRAINING, Stage, by


@pytest.fixture
def lived(database: Database) -> None:
    """A person of the vault has a mandate, attends, represents a member who is consulted, and sits in the zone."""
    with Platform(env=ledger_env(database)) as platform, PersonVault(database, AccountClosure(bytes)) as vault:
        stage = Stage(platform)
        vault.register_person(given_name="Marie", family_name="Dupont", person_id=PERSON)
        vault.link(vault.account_for("tests", "marie"), PERSON)
        with by(COORDINATOR):
            platform.replace_representative(
                stage.constituted, TRAINING, representative=PERSON, document=NOTE, on=YESTERDAY
            )
            platform.propose_decision(
                some_id("on her"), stage.constituted, DecisionKind.DECISION, WORDING, on=YESTERDAY
            )
        with by(COORDINATOR_OF_NAMUR):
            platform.designate_zone_representative("namur", PERSON, on=YESTERDAY)
    catch_up(database)


def rows(found: dict[str, Any], table: str) -> list[dict[str, Any]]:
    return [row for row in found["held"] if row["table"] == table]


def test_all_that_is_held_on_a_person_is_written_as_json(lived: None, database: Database, tmp_path: Path) -> None:
    done = efe("person", "export", str(PERSON), env=environment(tmp_path, database))

    found = json.loads(done.stdout)
    assert found["person"]["family_name"] == "Dupont"
    assert [account["subject"] for account in found["accounts"]] == ["marie"]
    assert [row["content"]["seat"] for row in rows(found, "mandate")] == [str(SEAT)]
    assert rows(found, "zone_representative")[0]["content"]["bassin"] == "namur"
    assert rows(found, "membership")[-1]["content"]["operator"] == str(TRAINING)
    assert [seat["operator"] for seat in rows(found, "roster")[0]["content"]["seats"]] == [str(TRAINING)]
    assert {row["content"]["present"] for row in rows(found, "meeting")} == {True}
    assert all(row["from_position"] > 0 for row in found["held"])


def test_a_person_is_forgotten_once_and_its_export_has_no_name(
    lived: None, database: Database, tmp_path: Path
) -> None:
    env = environment(tmp_path, database)

    forgotten = efe("person", "forget", str(PERSON), "--reason", "requested", env=env)
    again = efe("person", "forget", str(PERSON), env=env)
    catch_up(database)
    left = efe("person", "export", str(PERSON), env=env)

    assert forgotten.returncode == 0, forgotten.stderr
    assert str(PERSON) in forgotten.stdout
    assert fails_in_one_line(again), again.stderr
    found = json.loads(left.stdout)
    assert (found["person"], found["accounts"]) == (None, [])
    assert rows(found, "forgotten_person")[0]["content"]["reason"] == "requested"
    assert "Dupont" not in left.stdout


def test_an_unknown_person_is_one_line(database: Database, tmp_path: Path) -> None:
    for command in ("export", "forget"):
        done = efe("person", command, str(uuid4()), env=environment(tmp_path, database))

        assert fails_in_one_line(done), done.stderr
