"""Corrections of every kind: of what a pôle alone may see, what an Instance that left is not told, persons."""

from typing import Any
from uuid import UUID

from efe_domain.platform import Platform
from efe_domain.shared.documents import Document
from efe_domain.shared.ids import ZONE
from efe_domain.shared.record_events import Patch
from tests.api.sweep.correctable import Correctable
from tests.api.sweep.prepared import JO
from tests.infra.commands.stage import Stage

OTHER_MINUTES = {"sha256": "f" * 64, "size": 1, "media_type": "text/plain"}
SCAN = Document(sha256="1" * 64, size=1, media_type="text/plain")


class Rectified:
    """By a coordinator of Liège."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def every_kind(self, facts: Correctable) -> None:
        request = {"provider": "ONEM", "question": "Combien, au juste ?"}
        self._of("pole", facts.pole, MemberDesignated={"representative": str(JO)})
        self._of("pole", facts.pole, PoleEvaluated={"conclusion": "Il fonctionne bien."}, document=SCAN)
        self._of("instance", facts.instance, SeatFilled={"mandate": {"category": "Écoles", "substitute": str(JO)}})
        self._of("operator", facts.other_cefa, OperatorRegistered={"name": "N° juste"})
        self._of("meeting", facts.meeting, MinutesAdopted={"document": OTHER_MINUTES})
        self._of("analysis", facts.analysis, DataRequested={"request": request})
        self._of("analysis", facts.analysis, ContributionReceived={"document": OTHER_MINUTES, "reference": "Note 2"})
        self._of("opinion", facts.opinion, OpinionAnswered={"answer": "Merci bien."})
        self._of("project", facts.project, ProjectCompleted={"result": "Deux ateliers ouverts."})
        self._of("project", facts.project, VerdictGiven={"reasons": "Proposé, et pas encore confirmé."})

    def dropped(self, facts: Correctable) -> None:
        self._of("project", facts.project, VerdictGiven={"reasons": "Proposé, puis abandonné."})
        proposed = list(self._platform.events.get(facts.project))[-1].originator_version
        self._platform.drop_rectification("project", facts.project, proposed, "C'était bien cela.")

    def of_the_zone(self) -> None:
        """By a coordinator of Namur."""
        self._of("zone", ZONE, ZoneRepresentativeDesignated={"person": str(JO)})

    def of_the_pole(self, meeting: UUID) -> None:
        present = [{"operator": None, "person": str(JO)}]
        self._of("meeting", meeting, MeetingHeld={"venue": {"place": "Salle B"}, "present": present})
        self._of("meeting", meeting, AgendaSet={"items": ["Budget"]})

    def after_it_left(self, project: UUID) -> None:
        """Corrects texts after an Instance left, and proposes one: it may read none of them."""
        self._of("project", project, ProjectAmended={"reason": "Sans Namur, au juste."})
        self._of("project", project, VerdictGiven={"without_meeting": "Autrement."})
        self._of("project", project, VerdictGiven={"reasons": "Proposé sans Namur."})

    def withdrawn(self, stage: Stage, left: UUID, minutes: UUID) -> None:
        """One act that was proposed, one of which it is given up, and a verdict of which who left is not told."""
        stage.withdrawals.confirm()
        stage.withdrawals.withdraw(stage.companion)
        self._platform.drop_withdrawal("pole", stage.companion, self._last(stage.companion), "Il l'était.")
        verdict = self._last(left, "VerdictGiven")
        self._platform.withdraw_act("project", left, verdict, "Retiré sans Namur.", minutes=minutes)

    def _last(self, entity: UUID, kind: str = "") -> int:
        """The version of the last event, or of the last of that class."""
        stream = self._platform.events.get(entity)
        return [each.originator_version for each in stream if kind in {"", type(each).__name__}][-1]

    def _of(self, kind: str, entity: UUID, *, document: Document | None = None, **facts: dict[str, Any]) -> None:
        """The last fact of each class."""
        stream = list(self._platform.events.get(entity))
        last = {type(each).__name__: each.originator_version for each in stream}
        patches = tuple(Patch(last[name], fields) for name, fields in facts.items())
        self._platform.rectify(kind, entity, patches, f"Erreur dans {kind}.", document=document)
