"""`/poles/{key}`: one pôle, as everybody may see it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from efe_infra.console.language.translatable import tr
from efe_infra.console.pole.dossier import (
    EVALUATED_WITHIN,
    DecisionLine,
    Evaluation,
    OpinionLine,
    PoleDossier,
)
from efe_infra.console.pole.forms import POLE_COMMANDS
from efe_infra.console.pole.proposals import SLUGS
from efe_infra.console.project import answers as projects
from efe_infra.console.project.lines import Axis, ProjectLine
from efe_infra.console.register.answers import Answers, Connection
from efe_infra.console.register.documents import Document
from efe_infra.console.register.history import History, Step, in_order
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.web.addresses import require
from efe_infra.console.web.layout import Frame
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import Acting, coordinates, followed

pages = page_router(multilingual=True)


class NextTerm(Answers, frozen=True):
    starts: date
    ends: date


class FormerName(Answers, frozen=True):
    name: str
    until: date


class Pole(projects.Pole, frozen=True):
    axis: Axis
    state: str
    created_on: date
    constituted_on: date | None
    taken_over_on: date | None
    term_starts: date | None
    term_ends: date | None
    days_left: int | None
    next_term: NextTerm | None
    dissolved_on: date | None
    former_names: tuple[FormerName, ...]
    illustrative: bool
    projects: Connection[ProjectLine]
    opinions: Connection[OpinionLine]
    dossier: PoleDossier | None = None
    history: History | None = None

    @property
    def elapsed(self) -> int | None:
        """How much of the term is over, in percent."""
        if self.days_left is None or not (self.term_starts and self.term_ends):
            return None
        whole = (self.term_ends - self.term_starts).days + 1
        return round(100 * (whole - self.days_left) / whole)

    @property
    def evaluation(self) -> Evaluation | None:
        """That of the term."""
        return self.dossier.evaluation_of(self.term_starts) if self.dossier else None

    @property
    def awaits_evaluation(self) -> bool:
        near = self.days_left is not None and self.days_left <= EVALUATED_WITHIN
        return near and self.dossier is not None and self.evaluation is None

    @property
    def steps(self) -> list[Step]:
        return in_order(
            (self.created_on, tr("Créé par l'Instance")),
            (self.constituted_on, tr("Constitué : premier jour de son premier terme")),
            (self.taken_over_on, tr("Repris au registre, d'après un document de ce jour")),
            *((each.until, tr("Ne s'appelle plus « %(name)s »", name=each.name)) for each in self.former_names),
            (None if self.dissolved_on else self.term_ends, tr("Dernier jour du terme")),
            (self.next_term.starts if self.next_term else None, tr("Premier jour du terme suivant")),
            (self.dissolved_on, tr("Dissous")),
        )

    @property
    def structured(self) -> Mapping[str, Any] | None:
        if self.illustrative:
            return None
        return {
            "@type": "Organization",
            "name": self.name,
            "description": f"Pôle de synergies : {self.axis.label}",
            "foundingDate": self.created_on,
            "dissolutionDate": self.dissolved_on,
            "areaServed": {"@type": "AdministrativeArea", "name": BASSINS[self.bassin]},
            "parentOrganization": {"@type": "Organization", "name": f"Instance bassin EFE – {BASSINS[self.bassin]}"},
        }


class PolePage(Frame, frozen=True):
    pole: Pole | None
    decisions: Connection[DecisionLine] | None = None
    viewer: Acting | None = None


POLE = Document("pole", PolePage)
BEGUN: Final = {f"{kind}/actes/{slug}": each for (kind, slug), each in SLUGS.items()}
"""What begins in a pôle, by the end of its address."""


@pages.get("/poles/{key:uuid}")
async def pole(visit: Visit, key: UUID) -> Response:
    """`decisions` and `reunions` are where the pages of its decisions and meetings begin."""
    asked = {"decisionsAfter": visit.given("decisions"), "meetingsAfter": visit.given("reunions")}
    found = await visit.ask(POLE, id=global_id("Pole", str(key)), **asked)
    shown = require(found.pole)
    viewer = visit.acting(found.viewer)
    may = coordinates(viewer, shown.bassin)
    living = shown.dissolved_on is None
    offered = list(POLE_COMMANDS.values()) if living and may else []
    acts = living and viewer is not None and viewer.acts_in(shown.id, shown.bassin)
    within = BEGUN.items() if acts else ()
    return visit.page(
        "pole/page.html",
        found,
        course=followed(found.viewer, [shown.bassin]),
        structured=shown.structured,
        commands=offered,
        within=within,
        may_correct=may,
    )
