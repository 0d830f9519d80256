"""A joint project of three bassins over three years, from the idea to its completion, as four Instances live it."""

from pathlib import Path
from typing import Any

import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.given import Api, day
from tests.api.life_of_a_project import THREE, Life
from tests.api.replays import differing_tables
from tests.conftest import Cloning


@pytest.fixture
def life(api: Api) -> Life:
    life = Life(api)
    for chapter in (
        life.emerges,
        life.is_judged,
        life.is_carried_out,
        life.meets,
        life.is_funded,
        life.is_amended,
        life.changes_partners,
        life.is_corrected,
        life.ends,
    ):
        chapter()
        life.positions[chapter.__name__] = life.position()
    return life


def line(seen: dict[str, Any], bassin: Bassin) -> dict[str, Any]:
    """The line of an Instance on the board."""
    lines: dict[str, dict[str, Any]] = {each["bassin"]: each for each in seen["dossier"]["board"]}
    return lines[bassin.name]


def test_three_years_of_a_project_as_four_instances_live_them(life: Life, cloning: Cloning, tmp_path: Path) -> None:
    holds_now(life)
    holds_at_past_moments(life)
    bundles_replay_equal(life, cloning, tmp_path)


def holds_now(life: Life) -> None:
    seen = life.lead.sees()

    assert (seen["dossier"]["state"], seen["outcome"], seen["pending"]) == ("COMPLETED", "AGREED_BY_ALL", 0)
    assert seen["bassins"] == ["HUY_WAREMME", "LIEGE", "NAMUR"]
    assert [each.sees() for each in life.last] == [seen] * 3
    assert life.leaver.sees()["dossier"] is None
    assert [each["number"] for each in seen["dossier"]["contents"]] == [1, 2, 3]
    [support], [funding] = line(seen, Bassin.NAMUR)["supports"], line(seen, Bassin.NAMUR)["fundings"]
    assert support == {"kind": "HUMAN", "hours": 320, "until": None, "toReconfirm": False}
    assert funding == {"call": {"name": "Plateaux partagés"}, "granted": "450000", "late": False}
    plan = seen["dossier"]["plan"]
    assert {each["bassin"]: each["inForce"] for each in plan["allParts"]} == {
        "LIEGE": True,
        "NAMUR": True,
        "VERVIERS": False,
        "HUY_WAREMME": True,
    }
    assert [each["state"] for each in plan["undone"]] == [None, None]
    attended = [
        {each["bassin"]: len(each["operators"]) for each in meeting["attendances"]}
        for meeting in seen["dossier"]["jointMeetings"]
    ]
    assert attended == [
        {"LIEGE": 2, "NAMUR": 3, "VERVIERS": 2},
        {"LIEGE": 3, "NAMUR": 3, "VERVIERS": 3},
        {"LIEGE": 3, "NAMUR": 3, "HUY_WAREMME": 3},
    ]
    timeline = seen["dossier"]["timeline"]
    assert (timeline[0]["kind"], timeline[0]["effectiveOn"]) == ("project.completed.v2", day(-10))
    assert len(timeline) == 50 < seen["dossier"]["timelineTotal"]
    assert seen["dossier"]["owed"] == []


def holds_at_past_moments(life: Life) -> None:
    owed = life.lead.sees(at=life.positions["is_carried_out"])["dossier"]["owed"]
    assert {(each["kind"], each["bassin"]) for each in owed} == {
        ("ACTION_OVERDUE", "NAMUR"),
        ("ACTION_OVERDUE", "VERVIERS"),
    }
    judged, funded = (life.lead.sees(at=life.positions[each]) for each in ("is_judged", "is_funded"))
    before, after = (life.leaver.sees(at=life.positions[each]) for each in ("is_amended", "changes_partners"))

    assert line(judged, Bassin.NAMUR)["verdictGiven"]["conditionList"] == [
        {"text": "Ouvrir aux CEFA.", "metOn": day(-850)}
    ]
    assert line(funded, Bassin.NAMUR)["supports"][0]["hours"] == 3200
    assert before == life.lead.sees(at=life.positions["is_amended"])
    assert after["dossier"] is None
    assert life.late.sees(at=life.positions["is_judged"]) == judged


def bundles_replay_equal(life: Life, cloning: Cloning, folder: Path) -> None:
    bassins = (*THREE, Bassin.HUY_WAREMME)
    with cloning() as elsewhere:
        assert differing_tables(life.api, bassins, elsewhere, folder) == []
