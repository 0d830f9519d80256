"""Projects of the demonstration, each with the chapters of its life.

Documented for each: its exact title and its bassins. The aims, aspect and public of the videos follow their source
too. Everything else here is illustrative: carrying pôles, days, actions, communes, budgets, work plans, meetings,
verdicts and means. A plan puts only illustrative operators in charge.

Sources. Videos, project of the three chambers enseignement of Huy-Waremme, Liège and Verviers, 2019-2020:
https://bassinefe-hw.be/index.php/nos-realisations/actions. Essaimage, named by the minister as the structure of
cohesion of the zone interbassin, 2019:
https://www.parlement-wallonie.be/pwpages?p=interp-questions-voir&type=28&iddoc=93129 and
https://www.bep.be/actualites/reconnaissance-politique-dessaimage-dynamique-territoriale-de-lentre-sambre-et-meuse/
"""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec
from msgspec.structs import replace

from efe_domain.project.content import ActionNature, ActionProgress, Aspect, ProjectAction, ProjectContent, Public
from efe_domain.project.events import FundingAuthority, SupportKind, SupportPhase, VerdictKind
from efe_domain.project.plan_events import BudgetKind, BudgetLine
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import Bassin, communes
from efe_domain.shared.ids import pole_id
from efe_infra.samples.demo.chapters import (
    Amended,
    Announced,
    AnsweredCall,
    Carried,
    DemoSitting,
    Emerged,
    Funded,
    InvitedPole,
    Judged,
    MetTogether,
    PlanLine,
    PlanWritten,
    Progressed,
    ProjectChapter,
    Reported,
    Started,
    Submitted,
    Supported,
)
from efe_infra.samples.demo.ids import id_of
from efe_infra.samples.demo.operators import example
from efe_infra.samples.demo.poles import CONSTRUCTION, TECHNICAL_TRADES


class DemoProject(msgspec.Struct, frozen=True, kw_only=True):
    """Documented project. The pôle of `lead` leads it; in each bassin, one pôle around the same axis carries it."""

    title: str
    lead: Bassin
    axis: Axis
    life: tuple[ProjectChapter, ...]

    @property
    def id(self) -> UUID:
        return id_of("project", self.title)

    def carrier(self, bassin: Bassin) -> UUID:
        return pole_id(bassin, self.axis, self.axis.label, 1)


def _nis(*names: str) -> tuple[str, ...]:
    return tuple(commune.nis for commune in communes().values() if commune.name in names)


_VIDEOS: Final = ProjectContent(
    title="Capsules vidéo sur l’orientation vers le qualifiant, pour les équipes éducatives",
    aims="Interroger des enseignants sur leur rôle au conseil de classe, et sur ce qu'ils disent des métiers"
    " techniques.",
    actions=(ProjectAction(ActionNature.INNOVATIVE, "Tourner six capsules (exemple illustratif)."),),
    aspects=(Aspect.AWARENESS,),
    publics=(Public.SECONDARY,),
    axis=TECHNICAL_TRADES.key,
    communes=_nis("Liège", "Huy", "Verviers"),
    budget_cents=1_800_000,
    starts=date(2027, 1, 4),
    ends=date(2027, 12, 17),
)
_MORE_VIDEOS: Final = replace(
    _VIDEOS,
    actions=(
        *_VIDEOS.actions,
        ProjectAction(ActionNature.ADDITIONAL, "Animer trois journées pédagogiques (exemple illustratif)."),
    ),
    communes=_nis("Liège", "Seraing", "Huy", "Waremme", "Verviers", "Malmedy"),
    budget_cents=2_400_000,
)
_ESSAIMAGE: Final = ProjectContent(
    title="Essaimage: dynamique emploi-formation du sud de l’Entre-Sambre-et-Meuse",
    aims="Relier employeurs et opérateurs de formation dans la zone (exemple illustratif).",
    actions=(ProjectAction(ActionNature.EMERGENT, "Tenir une permanence itinérante (exemple illustratif)."),),
    aspects=(Aspect.COMPANIES,),
    publics=(Public.JOB_SEEKERS,),
    axis=CONSTRUCTION.key,
    communes=_nis("Florennes", "Doische", "Chimay", "Couvin", "Philippeville", "Walcourt"),
    budget_cents=950_000,
    starts=date(2026, 5, 5),
    ends=date(2027, 6, 30),
    zone=True,
)

PROJECTS: Final = (
    DemoProject(
        title=_VIDEOS.title,
        lead=Bassin.LIEGE,
        axis=TECHNICAL_TRADES,
        life=(
            Emerged(date(2025, 11, 10), _VIDEOS),
            Carried(date(2025, 11, 17), Bassin.LIEGE, date(2025, 11, 19), date(2025, 11, 24)),
            InvitedPole(date(2025, 11, 24), Bassin.HUY_WAREMME, date(2026, 1, 15)),
            InvitedPole(date(2025, 11, 24), Bassin.VERVIERS, date(2026, 1, 15)),
            Carried(date(2025, 12, 22), Bassin.HUY_WAREMME, date(2025, 12, 24), date(2025, 12, 29)),
            Carried(
                date(2025, 12, 29),
                Bassin.VERVIERS,
                date(2025, 12, 31),
                date(2026, 1, 5),
                reserve="Que les écoles rurales soient filmées aussi.",
            ),
            Submitted(date(2026, 1, 5)),
            Judged(Bassin.LIEGE, DemoSitting(date(2026, 1, 5), date(2026, 1, 19), "Accord sur les capsules vidéo.")),
            Judged(
                Bassin.HUY_WAREMME,
                DemoSitting(date(2026, 1, 12), date(2026, 1, 26), "Accord sur les capsules vidéo."),
            ),
            Judged(
                Bassin.VERVIERS,
                DemoSitting(date(2026, 1, 12), date(2026, 2, 2), "Accord sur les capsules vidéo."),
                VerdictKind.CONDITIONS,
                ("Filmer aussi des écoles rurales.",),
            ),
            Amended(date(2026, 2, 9), _MORE_VIDEOS, "Le pôle de Verviers demande d'aller dans plus de communes."),
            Carried(date(2026, 2, 16), Bassin.LIEGE, date(2026, 2, 18), date(2026, 2, 23)),
            Carried(date(2026, 2, 23), Bassin.HUY_WAREMME),
            Carried(date(2026, 3, 2), Bassin.VERVIERS, date(2026, 3, 4)),
            Submitted(date(2026, 3, 9)),
            Judged(Bassin.LIEGE, DemoSitting(date(2026, 5, 4), date(2026, 5, 18), "Accord sur le projet amendé.")),
            Judged(
                Bassin.VERVIERS,
                DemoSitting(date(2026, 5, 11), date(2026, 6, 1), "Accord sur le projet amendé."),
                VerdictKind.CONDITIONS,
                ("Montrer les capsules aux conseils de classe avant la fin du premier trimestre.",),
            ),
            Announced(
                Bassin.HUY_WAREMME,
                DemoSitting(date(2026, 7, 20), date(2026, 12, 14), "Accord sur le projet amendé."),
            ),
            Supported(
                date(2026, 6, 8),
                Bassin.LIEGE,
                SupportKind.HUMAN,
                SupportPhase.ACCOMPAGNEMENT,
                "Un quart-temps (exemple illustratif).",
            ),
            Funded(
                date(2026, 6, 15),
                Bassin.LIEGE,
                FundingAuthority.COMMUNAUTE_FRANCAISE,
                "Appel à projets (exemple illustratif)",
                1_600_000,
            ),
            PlanWritten(
                date(2026, 6, 22),
                Bassin.LIEGE,
                2,
                (
                    PlanLine(
                        1,
                        example("CEFA", "Liège"),
                        date(2027, 1, 4),
                        date(2027, 6, 25),
                        "Six capsules montrées aux équipes éducatives (exemple illustratif).",
                    ),
                ),
                (
                    BudgetLine(
                        what="Matériel de tournage (exemple illustratif)",
                        kind=BudgetKind.EQUIPMENT,
                        year=2027,
                        amount_cents=900_000,
                    ),
                    BudgetLine(
                        what="Montage (exemple illustratif)",
                        kind=BudgetKind.SERVICES,
                        year=2027,
                        amount_cents=700_000,
                    ),
                ),
            ),
            PlanWritten(
                date(2026, 6, 29),
                Bassin.VERVIERS,
                2,
                (
                    PlanLine(
                        2,
                        example("Promotion sociale", "Verviers"),
                        date(2027, 9, 6),
                        date(2027, 12, 17),
                        "Trois journées pédagogiques tenues (exemple illustratif).",
                    ),
                ),
            ),
            MetTogether(
                date(2026, 6, 29),
                date(2026, 7, 6),
                "Répartir les tournages entre les bassins (exemple illustratif).",
                (
                    (Bassin.LIEGE, example("CEFA", "Liège")),
                    (Bassin.VERVIERS, example("Promotion sociale", "Verviers")),
                ),
            ),
        ),
    ),
    DemoProject(
        title=_ESSAIMAGE.title,
        lead=Bassin.NAMUR,
        axis=CONSTRUCTION,
        life=(
            Emerged(date(2025, 10, 6), _ESSAIMAGE),
            Carried(date(2025, 10, 13), Bassin.NAMUR, date(2025, 10, 15), date(2025, 10, 20)),
            InvitedPole(date(2025, 10, 15), Bassin.HAINAUT_SUD, date(2025, 11, 15)),
            Carried(date(2025, 10, 27), Bassin.HAINAUT_SUD, date(2025, 10, 29), date(2025, 11, 3)),
            Submitted(date(2025, 11, 10)),
            Judged(
                Bassin.NAMUR, DemoSitting(date(2025, 11, 10), date(2025, 12, 1), "Accord sur un projet de la zone.")
            ),
            Judged(
                Bassin.HAINAUT_SUD,
                DemoSitting(date(2025, 11, 10), date(2025, 12, 15), "Accord sur un projet de la zone."),
            ),
            Started(date(2026, 5, 5)),
            PlanWritten(
                date(2026, 5, 12),
                Bassin.NAMUR,
                1,
                (
                    PlanLine(
                        1,
                        example("Institut technique", "Namur"),
                        date(2026, 5, 12),
                        date(2027, 6, 30),
                        "Une permanence par mois dans chaque commune (exemple illustratif).",
                    ),
                ),
                (
                    BudgetLine(
                        what="Déplacements (exemple illustratif)",
                        kind=BudgetKind.SERVICES,
                        year=2026,
                        amount_cents=250_000,
                    ),
                ),
            ),
            AnsweredCall(
                date(2026, 6, 8),
                Bassin.NAMUR,
                FundingAuthority.GOUVERNEMENT_WALLON,
                "Mobilité des stagiaires (exemple illustratif)",
                400_000,
            ),
            Progressed(
                date(2026, 6, 15),
                Bassin.NAMUR,
                1,
                1,
                ActionProgress.RUNNING,
                "Les premières permanences sont tenues (exemple illustratif).",
            ),
            Reported(date(2026, 6, 22), Bassin.NAMUR, "Les permanences ont commencé à Florennes et à Couvin."),
            Reported(date(2026, 9, 28), Bassin.HAINAUT_SUD, "Chimay accueille une permanence (exemple illustratif)."),
            Reported(date(2026, 11, 16), Bassin.NAMUR, "Deux permanences par mois (exemple illustratif)."),
        ),
    ),
)
ZONE_REPRESENTED: Final = date(2025, 3, 17)
ZONE_SITTING: Final = DemoSitting(date(2025, 9, 15), date(2025, 9, 29), "Un projet conjoint dans la zone.")
