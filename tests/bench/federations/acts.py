"""What the pôles and the Instances of a joint project try: each act rests on what its author has before its eyes."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from msgspec.structs import replace

from efe_domain.decision.decision import Decision
from efe_domain.pole.pole import Pole
from efe_domain.project.invitation import Invitation
from efe_domain.shared.bassins import commune
from efe_domain.shared.errors import Forbidden
from efe_domain.shared.event import Event
from efe_domain.shared.ids import ZONE
from efe_domain.zone.zone import Zone
from tests.bench.federations.view import View
from tests.domain.given import TODAY, TOMORROW
from tests.domain.projects import AGREED, LIEGE, NAMUR, PROJECT, REFUSED, SOUTH, a_pole_of, acting_in, adopted

BASSINS = (LIEGE, NAMUR, SOUTH)
"""Of the three pôles; the first emerges the project."""
WHY = "Dans la simulation."

IDLE = 4.0
"""The weight of doing nothing."""

type Decide = Callable[[View], object]
"""On a view; raises a refusal."""


class Try(NamedTuple):
    """A command, of the project unless `of_pole`; `weight` is how likely it is chosen."""

    weight: float
    decide: Decide
    of_pole: bool = False


@cache
def _poles() -> tuple[tuple[Pole, Sequence[Event]], ...]:
    made = [a_pole_of(bassin) for bassin in BASSINS]
    return tuple((pole, pole.collect_events()) for pole in made)


def new_poles() -> list[Pole]:
    """The three of them, each time in objects of their own."""
    return [Pole.replay(pole.id, past) for pole, past in _poles()]  # type: ignore[arg-type]


class Author:
    """The pôle number `pole` and its Instance."""

    def __init__(self, pole: int, draw: Random) -> None:
        self.pole, self.draw = pole, draw
        self.bassin, self._pole = BASSINS[pole], _poles()[pole][0]
        self.id = self._pole.id
        self._others = [other.id for other, _ in _poles() if other.id != self.id]

    def emerge(self, view: View) -> None:
        view.project.emerge(view.poles[self.id], acting_in(*BASSINS), on=TODAY)

    def chosen(self, view: View, number: int) -> Try | None:
        """One of what the view allows; `number` is its own."""
        if not view.project.exists or view.project.ended_on or view.broken:
            return None
        tries = [*self._as_carrier(view, number), *self._as_instance(view)]
        if view.project.lead == self.id:
            tries += self._as_lead(view, number)
        return self.draw.choices([*tries, None], [*(each.weight for each in tries), IDLE])[0]

    def _as_carrier(self, view: View, number: int) -> Iterator[Try]:
        project = view.project
        carries = self.id in project.carriers
        stale = carries and project.carriers.of(self.id).content_hash != project.content_hash
        leads = project.lead == self.id
        if stale or (not carries and (leads or _shows(view, view.answered(self.id)))):
            by = self._decision(project.content_hash, number)
            yield Try(12, lambda on: _join(on, self.id, by))
        if carries and len([*project.carriers]) > 1:
            yield Try(0.3, lambda on: on.project.leave(self.id, WHY, on=TODAY))
        if project.carriers._offer and project.carriers._offer[0] == self.id:
            to_lead = self._decision(project.content_hash, number)
            yield Try(8, lambda on: on.project.take_lead(on.poles[self.id], to_lead, on=TODAY))
        if not leads and view.poles[self.id].dissolved_on is None:
            yield Try(0.05, lambda on: on.poles[self.id].dissolve(WHY, on=TODAY), of_pole=True)

    def _as_instance(self, view: View) -> Iterator[Try]:
        project = view.project
        submitted = self.bassin in project.concerned and not project.verdicts.missing([self.bassin])
        if submitted and project.verdicts.of(self.bassin) is None:
            read, verdict = project.content_hash, self.draw.choice((AGREED, REFUSED))
            yield Try(12, lambda on: on.project.give_verdict(self.bassin, verdict, read, on=TODAY))

    def _as_lead(self, view: View, number: int) -> Iterator[Try]:
        project = view.project
        content = replace(acting_in(*project.concerned), title=f"Version {number}")
        yield self._led(2, lambda on: on.project.amend(content, WHY, on=TODAY))
        for pole in self._others:
            if pole in project.carriers:
                yield self._led(1, partial(_offer, pole=pole))
            elif _shows(view, view.invitation(pole)):
                yield self._led(2, partial(_withdraw, pole=pole))
            elif view.poles[pole].dissolved_on is None:
                yield self._led(8, partial(_invite, pole=pole))
        if project.verdicts.missing(project.concerned):
            if _is_carried(view):
                yield self._led(12, _submit)
        elif project.started_on is None:
            yield self._led(1, lambda on: on.project.start(on=TODAY))
        else:
            yield self._led(0.3, lambda on: on.project.complete(WHY, on=TODAY))

    def _decision(self, content_hash: str, number: int) -> Decision:
        """By which the pôle carries, or leads."""
        return adopted(self._pole, PROJECT, content_hash, name=str(number))

    def _led(self, weight: float, decide: Decide) -> Try:
        """For the pôle that leads alone."""

        def checked(on: View) -> None:
            if on.project.lead != self.id:
                raise Forbidden("Ce pôle ne pilote pas le projet.")
            decide(on)

        return Try(weight, checked)


def _shows(view: View, invitation: Invitation) -> bool:
    """The content of now."""
    return invitation.is_open(TODAY) and invitation.content_hash == view.project.content_hash


def _is_carried(view: View) -> bool:
    """By a pôle of each bassin in which it acts, the lead among them, and none of them dissolved."""
    project = view.project
    if any(view.poles[pole].dissolved_on for pole in project.carriers):
        return False
    carried = [project.carriers.of(pole) for pole in project.carriers]
    acts_in = {commune(nis).bassin for nis in project.content.communes}
    current = all(carrier.content_hash == project.content_hash for carrier in carried)
    return current and project.lead in project.carriers and {carrier.bassin for carrier in carried} == acts_in


def _join(on: View, pole: UUID, by: Decision) -> None:
    """The past that the real command counts is of no matter here: each ledger has a log of its own."""
    past: dict[str, Any] = {"past_events": 1, "past_root": ""}
    on.project.join(on.poles[pole], by, on.answered(pole), **past, on=TODAY)


def _submit(on: View) -> None:
    on.project.submit([on.poles[each] for each in on.project.carriers], Zone(ZONE), on=TODAY)


def _invite(on: View, pole: UUID) -> None:
    on.project.invite(on.poles[pole], on.invitation(pole), answer_by=TOMORROW, on=TODAY)


def _withdraw(on: View, pole: UUID) -> None:
    on.invitation(pole).withdraw(WHY, on=TODAY)


def _offer(on: View, pole: UUID) -> None:
    on.project.offer_lead(pole, on=TODAY)
