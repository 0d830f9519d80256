"""Pôles of one axis with a member in common: what a new one says of those before it."""

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from efe_domain.commands.citing_streams import CitingStreams
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import AlreadyOnTheRegister, PreviousPoleNotCited
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import anniversary
from efe_domain.shared.errors import Invalid


class PreviousPoles(CitingStreams):
    """Rules on the pôles that precede another."""

    def check_not_recorded(self, pole: Pole, bassin: Bassin, axis: Axis, members: Iterable[UUID], on: date) -> None:
        """Checks a pôle that is taken over. Raises `AlreadyOnTheRegister`."""
        for other in self._of_axis(bassin, axis, pole.id):
            if other.created_on <= on and other.members.have_in_common(tuple(members)):
                raise AlreadyOnTheRegister(
                    "Le registre connaît depuis le {since} un pôle de cet axe avec un membre commun, « {pole} » : un"
                    " autre ne se reprend que pour un jour antérieur.",
                    since=other.created_on,
                    pole=other.name,
                )

    def check_previous(self, pole: Pole, continues: UUID | None, why: str | None, on: date) -> None:
        """Checks what a constitution says of the pôles before it. Raises `PreviousPoleNotCited` or `Invalid`."""
        members, since = pole.members_on(on), anniversary(on, -1)
        previous = [
            each
            for each in self._of_axis(pole.bassin, pole.axis, pole.id)
            if each.ran_until(on, since) and each.members.have_in_common(members)
        ]
        if continues and continues not in {each.id for each in previous}:
            raise Invalid("continuesId", "Ce pôle n'est pas de ceux dont celui-ci prend la suite.")
        if previous and continues is None:
            raise PreviousPoleNotCited(
                "Un pôle du même axe, « {pole} », a un membre commun avec celui-ci, et vit ou a fini il y a un an au"
                " plus : la constitution le cite.",
                pole=previous[0].name,
            )
        unevaluated = next((each for each in previous if not each.terms.is_evaluated(on)), None)
        if unevaluated and not why:
            raise PreviousPoleNotCited(
                "Le dernier terme du pôle « {pole} » n'est pas évalué : l'Instance l'évalue, ou dit pourquoi non.",
                pole=unevaluated.name,
            )

    def _of_axis(self, bassin: Bassin, axis: Axis, but: UUID) -> Iterator[Pole]:
        for stream, _ in self.streams_citing([axis.key], (Pole.KIND,), but=but):
            pole = self.load(Pole, stream)
            if pole.exists and (pole.bassin, pole.axis.key) == (bassin, axis.key):
                yield pole
