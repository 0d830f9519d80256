"""Stored events stay readable for ever.

`stored_events.jsonl` holds a topic and its exact bytes on each line. Add a line, never edit or remove one: the bytes
of a real ledger cannot be edited either. `READ_AS` says what the first lines mean to the code of today, in the same
order. A later line needs no entry there: a topic of today is encoded to the same bytes again. Once another topic
replaces it, `read_as` of its line holds the bytes under that topic.
"""

import json
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from efe_domain.access import person as at_person
from efe_domain.access import register as at_register
from efe_domain.access.grants import Role
from efe_domain.catalogue import all_events
from efe_domain.decision import events as at_decision
from efe_domain.document import document as at_document
from efe_domain.event_schemas import event_schema
from efe_domain.instance import events as at_instance
from efe_domain.law.rules import Rule
from efe_domain.meeting import events as at_meeting
from efe_domain.operator import events as at_operator
from efe_domain.operator.events import OperatorKind
from efe_domain.opinion import events as at_opinion
from efe_domain.pole import events as at_pole
from efe_domain.pole.events import CollegeSeats, Criterion
from efe_domain.project import events as at_project
from efe_domain.shared.axis import Axis, AxisCode, AxisKind, CodeSystem
from efe_domain.shared.bassins import ALL_BASSINS, Bassin
from efe_domain.shared.codec import UPCASTERS, decode, encode
from efe_domain.shared.colleges import College
from efe_domain.shared.documents import Document
from efe_domain.shared.event import Event
from efe_domain.shared.ids import NumberScheme
from efe_domain.zone.zone import ZONE_BASSINS
from tests.domain import stored_corrections, stored_decisions, stored_operators, stored_opinions, stored_projects
from tests.domain.given import TODAY, YESTERDAY, some_id

LINES = [json.loads(line) for line in Path(__file__).with_name("stored_events.jsonl").read_text("utf-8").splitlines()]

ACCOUNT, BODY, SITE, PERSON = (some_id(name) for name in ("account", "body", "site", "person"))
A, B, C = (some_id(college) for college in College)
AXIS = Axis(AxisKind.METIER, "Électricien", (AxisCode(CodeSystem.NACE_BEL, "43.21"),))
SEATS = (CollegeSeats(College.A, (A,)), CollegeSeats(College.B, (B,)), CollegeSeats(College.C, (C,)))
SINCE: dict[str, Any] = {"since": YESTERDAY, "effective_on": TODAY}
ON: dict[str, Any] = {"effective_on": TODAY}
BESIDE: dict[str, Any] = {
    "number": 2,
    "document": Document(sha256="ab" * 32, size=12, media_type="text/csv"),
    "title": "Tableau des places",
    "effective_on": TODAY,
}
AMISS: dict[str, Any] = {"number": 2, "text": "Page 3, lire « 30 » et non « 13 ».", "effective_on": TODAY}
TERM: dict[str, Any] = {
    "starts": TODAY,
    "ends": TODAY.replace(year=2028),
    "composition": SEATS,
    "effective_on": TODAY,
}

READ_AS: list[Event] = [
    at_instance.AccessGranted(account=ACCOUNT, role=Role.COORDINATOR, **ON),
    at_instance.AccessRevoked(account=ACCOUNT, role=Role.READER, **SINCE),
    at_instance.AxisIdentified(axis=AXIS, key=AXIS.key, **ON),
    at_instance.AxisWithdrawn(key=AXIS.key, **SINCE),
    at_instance.BodyDissolved(body=BODY, **ON),
    at_instance.BodySetUp(body=BODY, name="Chambre de l'œuvre", mission=Rule.M7, **ON),
    at_instance.InstanceEstablished(bassin=Bassin.LIEGE, name="Instance bassin EFE – Liège", **ON),
    at_instance.RulesOfOrderAdopted(
        rules=(at_instance.BodyRules(body=BODY, quorum_percent=50),), settings=at_instance.OrderSettings(), **ON
    ),
    at_operator.CompetenceRecognised(bassin=None, axis=AXIS, key=AXIS.key, **ON),
    at_operator.CompetenceWithdrawn(bassin=None, key=AXIS.key, **SINCE),
    at_operator.OperatorRegistered(
        scheme=NumberScheme.FASE, number="95", name="Athénée « Les Prés »", kind=OperatorKind.CEFA, **ON
    ),
    at_operator.SiteClosed(site=SITE, **ON),
    at_operator.SiteOpened(site=SITE, commune="62063", bassin=Bassin.LIEGE, **ON),
    at_pole.CompositionBroken(missing=(College.B, College.C), **ON),
    at_pole.PoleConstituted(**TERM),
    at_pole.PoleCreated(bassin=Bassin.LIEGE, axis=AXIS, axis_key=AXIS.key, name='Électricité "verte"', **ON),
    at_pole.PoleDissolved(reason="Mission\naccomplie \\ 100 %.", **ON),
    at_pole.PoleEvaluated(
        term_starts=YESTERDAY, criteria=(Criterion("Réunions", "Régulières."),), conclusion="Positive.", **ON
    ),
    at_pole.MemberDesignated(operator=B, college=College.B, representative=PERSON, **ON),
    at_pole.MembershipEnded(operator=B, reason="Départ.", **SINCE),
    at_pole.ModalitiesAgreed(
        meeting_every_months=3,
        quorum_percent=None,
        remote_allowed=True,
        agreement_per_college=False,
        decision=None,
        **ON,
    ),
    at_pole.PoleRenewed(evaluated_on=YESTERDAY, **TERM),
    at_pole.RepresentativeReplaced(operator=B, representative=None, **SINCE),
    at_register.PlatformAccessGranted(account=ACCOUNT, role=Role.AUDITOR, **ON),
    at_register.PlatformAccessRevoked(account=ACCOUNT, role=Role.ADMINISTRATOR, **SINCE),
    at_instance.SeatFilled(
        body=BODY,
        seat=SITE,
        mandate=at_instance.Mandate(
            category="Enseignement libre", voting=True, person=PERSON, substitute=A, ends=TODAY.replace(year=2030)
        ),
        **ON,
    ),
    at_instance.SeatVacated(body=BODY, seat=SITE, reason="Démission.", **SINCE),
    at_meeting.AgendaSet(items=("Approbation du procès-verbal", "« Divers »"), **ON),
    at_meeting.MeetingCancelled(reason="Grève.", **ON),
    at_meeting.MeetingConvened(
        assembly=at_meeting.Assembly(kind=at_meeting.AssemblyKind.ZONE, id=BODY, bassins=ZONE_BASSINS),
        day=TODAY.replace(year=2028),
        venue=at_meeting.Venue(remote=False, place="Maison de l'emploi"),
        **ON,
    ),
    at_meeting.MeetingHeld(
        kind=at_meeting.AssemblyKind.POLE,
        venue=at_meeting.Venue(remote=True, place=""),
        present=(at_meeting.Attendee(operator=A, person=PERSON), at_meeting.Attendee(operator=B)),
        excused=(at_meeting.Attendee(person=PERSON),),
        **ON,
    ),
    at_meeting.MinutesAdopted(
        document=Document(sha256="ab" * 32, size=20_000_000, media_type="application/pdf"), **ON
    ),
    *stored_projects.READ_AS,
    *stored_decisions.READ_AS,
    *stored_opinions.READ_AS,
    at_person.PersonForgotten(reason=at_person.ForgettingReason.REQUESTED, **ON),
    at_instance.PoleAccessGranted(pole=some_id("pole"), account=ACCOUNT, role=Role.READER, **ON),
    at_instance.PoleAccessRevoked(pole=some_id("pole"), account=ACCOUNT, role=Role.AUDITOR, **SINCE),
    *stored_operators.READ_AS,
    *stored_projects.READ_AS_SINCE_0_3_0,
    *stored_projects.LEAD,
    at_pole.PoleTakenOver(
        bassin=Bassin.LIEGE,
        axis=AXIS,
        axis_key=AXIS.key,
        name="Électricité",
        document=Document(sha256="ab" * 32, size=20_000_000, media_type="application/pdf"),
        **TERM,
    ),
    *stored_decisions.SINCE_0_3_0,
    *stored_corrections.READ_AS,
    at_meeting.HoursSet(hours=at_meeting.Hours(starts=time(14), ends=time(16, 30)), **ON),
    at_meeting.MeetingPostponed(
        kind=at_meeting.AssemblyKind.POLE,
        day=TODAY.replace(year=2028),
        venue=at_meeting.Venue(remote=True, place=""),
        hours=None,
        reason="Salle prise.",
        **ON,
    ),
    at_pole.PoleRenamed(name="Chaleur", **ON),
    at_pole.PoleNameReserved(bassin=Bassin.LIEGE, bearer=some_id("pole"), **ON),
    at_operator.OperatorRenamed(bassin=None, reason=None, name="Athénée « Les Champs »", **ON),
    at_operator.OperatorKindChanged(bassin=None, kind=OperatorKind.PROMOTION_SOCIALE, **ON),
    at_operator.OperatorRenumbered(bassin=None, reason=None, scheme=NumberScheme.FASE, number="96", **ON),
    at_operator.OperatorNumberReserved(bearer=B, **ON),
    at_person.PersonAmended(fields=(at_person.PersonField.EMAIL, at_person.PersonField.FAMILY_NAME), **ON),
    at_person.PersonReplaced(instead=PERSON, **ON),
    at_meeting.MeetingDocumentAttached(pole=None, **BESIDE),
    at_decision.DecisionDocumentAttached(pole=some_id("pole"), **BESIDE),
    at_decision.DecisionErratumNoted(**AMISS),
    at_opinion.OpinionDocumentAttached(pole=some_id("pole"), **BESIDE),
    at_opinion.OpinionErratumNoted(**AMISS),
    at_project.ProjectDocumentAttached(**BESIDE),
    at_project.ProjectErratumNoted(**AMISS),
    at_document.DocumentPurged(bassin=Bassin.LIEGE, sha256="ab" * 32, reason="Mauvais dossier.", **ON),
    *stored_corrections.WITHDRAWN,
]


def stamped(event: Event) -> Event:
    concerned = ALL_BASSINS if event.TOPIC.startswith(("operator.", "person.", "register.")) else ("liege",)
    metadata = {"actor": str(ACCOUNT), "command_id": str(some_id("command")), "illustrative": "yes"}
    return replace(event, originator_id=some_id("entity"), originator_version=7, bassins=concerned, metadata=metadata)


def of_today(topic: str) -> bool:
    return topic not in UPCASTERS


@pytest.mark.parametrize("nth", range(len(LINES)), ids=[line["topic"] for line in LINES])
def test_a_stored_event_is_read_as_it_was(nth: int) -> None:
    topic, state = LINES[nth]["topic"], LINES[nth]["state"].encode()

    if nth < len(READ_AS):
        assert decode(topic, state) == stamped(READ_AS[nth])
    else:
        assert encode(decode(topic, state)) == LINES[nth].get("read_as", LINES[nth]["state"]).encode()
    if of_today(topic):
        assert topic == decode(topic, state).TOPIC
        assert encode(decode(topic, state)) == state


def test_every_topic_has_stored_bytes() -> None:
    assert {line["topic"] for line in LINES} >= {*all_events(), *UPCASTERS}
    assert len(LINES) >= len(READ_AS)


def test_a_stored_event_has_the_fields_that_its_schema_requires() -> None:
    for line in filter(lambda line: of_today(line["topic"]), LINES):
        event = all_events()[line["topic"]]
        state = event_schema(event)["$defs"][event.__name__]

        assert set(json.loads(line["state"])) == set(state["required"]) == set(state["properties"])
