"""Life of a pôle on its page: its state until when, its course, and its term as a figure."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from efe_domain.law.rules import MAX_TERM_YEARS
from efe_infra.console.language.translatable import tr, tr_plural, tr_value
from efe_infra.console.pole.generated import ConvenedMeeting, Pole, PoleEvaluation
from efe_infra.console.web.course import CourseStep, in_course

EVALUATION_NOTICE_DAYS: Final = 90
"""Days before the end of a term from which its evaluation is due; tasks have the same number."""


AT_MOST: Final = tr("%(years)s ans au plus", years=MAX_TERM_YEARS)


class PoleStatus(NamedTuple):
    """State of a pôle in a shape and a word, and until or since when."""

    tone: str
    words: str
    note: str


class TermGauge(NamedTuple):
    """Current term in days: how many are over, on which ones the pôle met, and those for its evaluation."""

    total: int
    past: int
    meetings: list[int]
    window: int
    words: str


def status_of(pole: Pole) -> PoleStatus:
    if pole.dissolved_on:
        return PoleStatus("rest", tr("Dissous"), tr("depuis le %(day)s", day=pole.dissolved_on))
    if pole.state == "IN_PREPARATION":
        return PoleStatus("wait", tr("En préparation"), tr("créé le %(day)s", day=pole.created_on))
    if pole.days_left is None:
        note = tr("le %(day)s", day=pole.term_ends) if pole.term_ends else ""
        return PoleStatus("bad", tr("Terme échu"), note)
    if pole.next_term:
        return PoleStatus("good", tr("En activité"), tr("renouvelé jusqu'au %(day)s", day=pole.next_term.ends))
    if pole.days_left <= EVALUATION_NOTICE_DAYS:
        note = tr_plural(
            "jusqu'au %(day)s, dans %(count)s jour",
            "jusqu'au %(day)s, dans %(count)s jours",
            pole.days_left,
            day=pole.term_ends,
        )
        return PoleStatus("wait", tr("Fin de terme"), note)
    return PoleStatus("good", tr("En activité"), tr("jusqu'au %(day)s", day=pole.term_ends))


def course_of(pole: Pole) -> list[CourseStep]:
    """Returns the life of a pôle that is not constituted, or whose term ends; others show their term."""
    if pole.dissolved_on:
        return []
    if pole.state == "IN_PREPARATION":
        return in_course(_preparation(pole))
    return in_course(_end_of_term(pole)) if is_near_end(pole) else []


def is_near_end(pole: Pole) -> bool:
    """Tells whether the term of a pôle that is not renewed ends soon, or is over."""
    if pole.dissolved_on or pole.next_term or pole.state == "IN_PREPARATION":
        return False
    return pole.days_left is None or pole.days_left <= EVALUATION_NOTICE_DAYS


def _preparation(pole: Pole) -> Iterator[tuple[bool, str, str]]:
    colleges = pole.dossier.composition.colleges if pole.dossier else ()
    present = sum(each.present for each in colleges)
    counted = tr("%(present)s collèges sur %(all)s", present=present, all=len(colleges)) if colleges else ""
    yield True, tr("Créé"), tr_value(pole.created_on)
    yield bool(colleges) and present == len(colleges), tr("Composé"), counted
    yield False, tr("Constitué"), AT_MOST
    yield False, tr("Modalités concertées"), tr("réunions, quorum")
    yield False, tr("Évalué"), tr("avant la fin du terme")


def _end_of_term(pole: Pole) -> Iterator[tuple[bool, str, str]]:
    evaluation = evaluation_of_term(pole)
    yield True, tr("Créé"), tr_value(pole.created_on)
    yield True, tr("Constitué"), tr_value(pole.constituted_on) if pole.constituted_on else ""
    if evaluation:
        yield True, tr("Évalué"), tr_value(evaluation.evaluated_on)
    else:
        before = tr("avant le %(day)s", day=pole.term_ends) if pole.days_left is not None else tr("après son terme")
        yield False, tr("À évaluer"), before
    yield False, tr("Renouveler ou laisser échoir"), AT_MOST


def gauge_of(pole: Pole, meetings: Iterable[ConvenedMeeting]) -> TermGauge | None:
    """Returns the figure of the current term; None outside a term."""
    if pole.days_left is None or not (pole.term_starts and pole.term_ends):
        return None
    total = (pole.term_ends - pole.term_starts).days + 1
    past = total - pole.days_left
    held_days = [each.held_on for each in meetings if each.held_on]
    days = [(each - pole.term_starts).days for each in held_days if each >= pole.term_starts]
    words = tr(
        "Terme du %(first)s au %(last)s : %(past)s jours écoulés sur %(total)s, %(meetings)s réunions tenues.",
        first=pole.term_starts,
        last=pole.term_ends,
        past=past,
        total=total,
        meetings=len(days),
    )
    is_settled = evaluation_of_term(pole) is not None or pole.next_term is not None
    window = 0 if is_settled else min(EVALUATION_NOTICE_DAYS, total)
    return TermGauge(total, past, days, window, words)


def evaluation_opens(pole: Pole) -> date | None:
    """Returns the day from which the evaluation of the current term is due."""
    return pole.term_ends - timedelta(days=EVALUATION_NOTICE_DAYS) if pole.term_ends else None


def evaluation_of_term(pole: Pole) -> PoleEvaluation | None:
    evaluations = pole.dossier.evaluations if pole.dossier else ()
    return next((each for each in evaluations if each.term_starts == pole.term_starts), None)


def awaits_evaluation(pole: Pole) -> bool:
    is_near = pole.days_left is not None and pole.days_left <= EVALUATION_NOTICE_DAYS
    return is_near and pole.dossier is not None and evaluation_of_term(pole) is None
