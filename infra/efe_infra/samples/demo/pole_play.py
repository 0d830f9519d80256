"""Life of a pôle of the demonstration."""

from datetime import date, timedelta
from typing import Final, assert_never
from uuid import UUID

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionKind
from efe_domain.meeting.events import AssemblyKind, Attendee
from efe_domain.operator.operator import Operator
from efe_domain.pole.events import Criterion, MemberDesignated, ModalitiesAgreed
from efe_domain.pole.pole import Pole
from efe_domain.shared.event import Event
from efe_domain.shared.record_events import Patch
from efe_infra.samples.demo.chapters import (
    Chapter,
    Constituted,
    DayEvent,
    Decided,
    Dissolved,
    Evaluated,
    Joined,
    Left,
    Met,
    Renewed,
    Represented,
    Resolution,
)
from efe_infra.samples.demo.clock import Life
from efe_infra.samples.demo.ids import operator_named
from efe_infra.samples.demo.people import RIGHTLY_NAMED, SPEAKERS
from efe_infra.samples.demo.poles import POLES, DemoPole
from efe_infra.samples.demo.stage import Stage, adopt, convene, hold

REGISTER_OPENED = date(2023, 1, 2)


PREPARATION: Final = timedelta(weeks=3)
"""Time from the identification of an axis to the creation of a pôle around it."""


def pole_life(stage: Stage, pole: DemoPole) -> Life:
    """Plays a pôle until its creation, and lets the chapters of its life follow."""
    platform, actor = stage.platform, stage.coordinator(pole.bassin)
    yield pole.created - PREPARATION
    with stage.command(actor, "axis", pole.bassin, pole.axis.key, documented=pole.documented):
        platform.identify_axis(pole.bassin, pole.axis)
    _recognise(stage, actor, pole)
    yield pole.created
    with stage.command(actor, "pole", pole.bassin, pole.axis.key, documented=pole.documented):
        platform.create_pole(pole.bassin, pole.axis, pole.axis.label, on=pole.created)
    for name in pole.members:
        _act(stage, actor, pole, Joined(pole.created, name))
    with stage.command(actor, "modalities", str(pole.id)):
        platform.agree_modalities(pole.id, 3, quorum_percent=50, remote_allowed=True, on=pole.created)
    for chapter in pole.life:
        stage.begin(_chapter(stage, actor, pole, chapter))


def _recognise(stage: Stage, actor: str, pole: DemoPole) -> None:
    """Recognises the competence of every member, unless an earlier pôle of the bassin has done so for the axis."""
    joining = [chapter.operator for chapter in pole.life if isinstance(chapter, Joined)]
    for name in (*pole.members, *joining):
        candidate = stage.load(Operator, operator_named(name)).as_candidate()
        if not candidate.is_competent_for(pole.axis.key, pole.bassin, stage.day):
            with stage.command(actor, "competence", name, pole.axis.key, pole.bassin):
                stage.platform.recognise_competence(pole.bassin, candidate.operator, pole.axis)


def _chapter(stage: Stage, actor: str, pole: DemoPole, chapter: Chapter) -> Life:
    match chapter:
        case Met():
            yield from _meeting(stage, actor, pole, chapter)
        case Decided(resolution=resolution):
            yield resolution.on
            adopt(stage, pole.id, resolution)
        case _:
            yield chapter.on
            _act(stage, actor, pole, chapter)
            if isinstance(chapter, Constituted):
                _concert(stage, actor, pole.id, chapter.on)


def _act(stage: Stage, actor: str, pole: DemoPole, chapter: DayEvent) -> None:
    with stage.command(actor, str(pole.id), repr(chapter)):
        _do(stage, pole.id, chapter)


def _concert(stage: Stage, actor: str, pole: UUID, on: date) -> None:
    """Lets the pôle decide the modalities that its Instance proposed, unless both agreed before 0.3.0."""
    proposed = stage.load(Pole, pole).modalities.proposed
    if proposed is None:
        return
    resolution = Resolution(
        on=on,
        kind=DecisionKind.MODALITIES,
        title="Modalités de réunion et de décision",
        text="Le pôle se réunit tous les trois mois, à distance s'il le faut ; la moitié de ses membres fait quorum.",
        communicated=on,
        received=on,
    )
    decision = adopt(stage, pole, resolution, pole, proposed.hash_for(pole))
    with stage.command(actor, "concerted", str(pole)):
        stage.platform.agree_modalities(
            pole,
            proposed.meeting_every_months,
            quorum_percent=proposed.quorum_percent,
            remote_allowed=proposed.remote_allowed,
            decision_id=decision,
            on=on,
        )


def _do(stage: Stage, pole: UUID, chapter: DayEvent) -> None:
    platform = stage.platform
    match chapter:
        case Joined(on=on, operator=operator):
            representative = SPEAKERS[operator].id
            platform.designate_member(pole, operator_named(operator), representative=representative, on=on)
        case Left(on=on, operator=operator, reason=reason):
            platform.end_membership(pole, operator_named(operator), reason, on=on)
        case Represented(on=on, operator=operator, person=person):
            text = "Courrier de l'opérateur (exemple illustratif)."
            letter = stage.keep(text, stage.load(Pole, pole).bassin, "Courrier de l'opérateur.txt")
            platform.replace_representative(
                pole, operator_named(operator), representative=person.id, document=letter, on=on
            )
        case Constituted(on=on, ends=ends):
            platform.constitute_pole(pole, ends=ends, on=on)
        case Evaluated(on=on, conclusion=conclusion):
            criteria = (Criterion("Régularité des réunions", "Une réunion par trimestre."),)
            platform.evaluate_pole(pole, criteria, conclusion, on=on)
        case Renewed(on=on):
            platform.renew_pole(pole, on=on)
        case Dissolved(on=on, reason=reason):
            platform.dissolve_pole(pole, reason, on=on)
        case _:
            assert_never(chapter)


def _meeting(stage: Stage, actor: str, pole: DemoPole, met: Met) -> Life:
    sitting = met.sitting
    yield sitting.convened
    meeting = convene(stage, actor, AssemblyKind.POLE, pole.id, pole.bassin, sitting)
    yield sitting.day
    members = stage.load(Pole, pole.id).members_on(sitting.day)
    hold(stage, actor, meeting, [Attendee(operator=operator) for operator in members])
    if met.minutes:
        stage.begin(_minutes(stage, actor, pole, meeting, met.minutes))


def _minutes(stage: Stage, actor: str, pole: DemoPole, meeting: UUID, on: date) -> Life:
    held_on = stage.day
    yield on
    text = f"Procès-verbal de la réunion du {held_on:%d/%m/%Y} (exemple illustratif)."
    document = stage.keep(text, pole.bassin, f"Procès-verbal {held_on}.txt")
    with stage.command(actor, "minutes", str(meeting)):
        stage.platform.adopt_minutes(meeting, document)


CORRECTED: Final = POLES[1]
MEMBER: Final = "Le Forem"
RECTIFIED: Final = date(2024, 3, 11)


def correction(stage: Stage) -> Life:
    """Plays a correction: a designation names the wrong person, and the decision that rests on it is confirmed."""
    yield stage.dated(RECTIFIED)
    platform, actor = stage.platform, stage.coordinator(CORRECTED.bassin)
    events = [event for event in platform.events.get(CORRECTED.id) if isinstance(event, Event)]
    patch = Patch(_designation_version(events), {"representative": str(RIGHTLY_NAMED.id)})
    with stage.command(actor, "rectify", str(CORRECTED.id), MEMBER):
        platform.rectify(
            Pole.KIND,
            CORRECTED.id,
            (patch,),
            "Erreur d'encodage : l'acte de désignation nomme une autre personne (exemple illustratif).",
        )
    for decision in (event.decision for event in events if isinstance(event, ModalitiesAgreed) and event.decision):
        for question in tuple(stage.load(Decision, decision).questions):
            with stage.command(actor, "confirm", str(decision)):
                platform.confirm_fact(
                    Decision.KIND,
                    decision,
                    question,
                    "Le membre a été entendu, qui que ce soit qui le représente (exemple illustratif).",
                )


def _designation_version(events: list[Event]) -> int:
    designations = (event for event in events if isinstance(event, MemberDesignated))
    return next(each.originator_version for each in designations if each.operator == operator_named(MEMBER))
