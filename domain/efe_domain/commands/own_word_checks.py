"""Own words in use cases: whether the person who spoke for a member with an account still represents it."""

from collections.abc import Iterator
from uuid import UUID

from msgspec.structs import replace

from efe_domain.access.grants import account_of
from efe_domain.commands.authorization import Rights
from efe_domain.decision.decision import Decision
from efe_domain.decision.events import ObjectionMaintained, PositionTaken
from efe_domain.decision.objections import Objection
from efe_domain.decision.positions import Voice
from efe_domain.pole.pole import Pole
from efe_domain.shared.command_context import current_context
from efe_domain.shared.event import Event


class OwnWordChecks(Rights):
    """Authors of the own words of a member (PS-CONSENSUS): a word belongs to the person, not to the day."""

    def with_author(
        self, voice: Voice, decision: Decision, pole: Pole, operator: UUID, objection: int | None = None
    ) -> Voice:
        """Adds to what is recorded for a member whether the author of its own word still represents it.

        `objection` limits the own words to that objection.
        """
        if voice.own:
            return voice
        return replace(voice, author_represents=self._author_represents(decision, pole, operator, objection))

    def _author_represents(
        self, decision: Decision, pole: Pole, operator: UUID, objection: int | None
    ) -> bool | None:
        """Returns None if no author is known: the vault knows the person of an account that acts now only."""
        person_of = current_context().person_of
        if person_of is None or not current_context().is_live:
            return None
        accounts = [account_of(each.metadata.get("actor", "")) for each in self._words(decision, operator, objection)]
        persons = [account and person_of(account) for account in accounts]
        if any(person and pole.members.represents(person, operator) for person in persons):
            return True
        return None if None in persons or not persons else False

    def _words(self, decision: Decision, operator: UUID, objection: int | None) -> Iterator[Event]:
        """Yields the event of the current own position of the member, and of each own objection that stands."""
        stream = self.whole_stream(decision.id)
        if objection is None and decision.positions.own_since(operator):
            positions = (each for each in reversed(stream) if isinstance(each, PositionTaken))
            yield next(each for each in positions if each.operator == operator)
        objections = decision.objections
        for each in objections.standing_of(operator) if objection is None else (objections[objection],):
            if each.own_since:
                yield next(event for event in reversed(stream) if _voices(event, each))


def _voices(event: Event, objection: Objection) -> bool:
    """Tells whether the author of the objection raised or maintained it by this event, with its account."""
    return (
        isinstance(event, PositionTaken | ObjectionMaintained) and event.own and event.objection == objection.number
    )
