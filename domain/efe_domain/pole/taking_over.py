"""Takeover of a pôle older than the register: its state on a day, checked as if it began on that day."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from efe_domain.operator.candidate import Candidate
from efe_domain.pole.events import CollegeSeats, PoleConstituted, PoleTakenOver
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import NameTaken, NotInTerm
from efe_domain.pole.terms import limited_term
from efe_domain.shared.annexes import check_document
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import Term
from efe_domain.shared.documents import Document


class Opening(NamedTuple):
    """Content of the source document: the axis, the name, and the current term of the pôle."""

    bassin: Bassin
    axis: Axis
    name: str
    starts: date
    ends: date | None
    document: Document


type Members = Sequence[tuple[Candidate, UUID | None]]
"""Each with the person who represents it, if one does."""


def take_over(pole: Pole, opening: Opening, members: Members, *, freed_on: date, on: date) -> None:
    """Takes a pôle over. Raises the refusals of creation, designation and constitution, or `NotInTerm`.

    Earlier acts are not replayed: a renewal without an evaluation is no event here, only the term that it left.
    """
    if pole.exists:
        raise NameTaken("Cette Instance a déjà un pôle « {pole} » pour cet axe.", pole=pole.name)
    check_document(opening.document)
    term = term_taken_over(opening.starts, opening.ends, on)
    constituted = _as_if_begun(pole.id, opening, members, freed_on=freed_on, on=on)
    pole.record(
        PoleTakenOver(
            bassin=opening.bassin,
            axis=opening.axis,
            axis_key=opening.axis.key,
            name=constituted.name,
            starts=term.starts,
            ends=term.ends,
            composition=constituted.composition,
            document=opening.document,
            effective_on=on,
        )
    )
    for member, representative in members:
        pole.designate(member, representative, on=on)


def term_taken_over(starts: date, ends: date | None, on: date) -> Term:
    """Returns the term that runs on that day. Raises `NotInTerm`, or the refusals of `limited_term`."""
    if starts > on:
        raise NotInTerm("Le terme repris commence le {starts}, après le {day}.", starts=starts, day=on)
    term = limited_term(starts, ends)
    if term.ends < on:
        raise NotInTerm("Le terme repris finit le {ends}, avant le {day}.", ends=term.ends, day=on)
    return term


class _Begun(NamedTuple):
    name: str
    composition: tuple[CollegeSeats, ...]


def _as_if_begun(pole: UUID, opening: Opening, members: Members, *, freed_on: date, on: date) -> _Begun:
    """Returns what creation, designations and constitution on that day would record, checked on a draft pôle."""
    draft = Pole(pole)
    draft.create(opening.bassin, opening.axis, opening.name, freed_on=freed_on, on=on)
    for member, representative in members:
        draft.designate(member, representative, on=on)
    draft.constitute([member for member, _ in members], ends=None, on=on)
    [constituted] = [event for event in draft.collect_events() if isinstance(event, PoleConstituted)]
    return _Begun(draft.name, constituted.composition)
