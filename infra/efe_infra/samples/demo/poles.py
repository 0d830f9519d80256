"""Pôles of the demonstration, each with the chapters of its life.

The pôle of Liège and its métier are documented (activity report 2015-2016 of the Instance bassin of Liège).
Everything else here is illustrative: the other pôles, and for all of them the members, days, terms and evaluations.
"""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from efe_domain.decision.events import DecisionKind
from efe_domain.shared.axis import Axis, AxisKind, axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.ids import pole_id
from efe_infra.samples.demo.chapters import (
    Chapter,
    Constituted,
    Decided,
    DemoSitting,
    Dissolved,
    Evaluated,
    Joined,
    Left,
    Met,
    Renewed,
    Represented,
    Resolution,
    quarterly,
)
from efe_infra.samples.demo.operators import example
from efe_infra.samples.demo.people import MEMBER


class DemoPole(msgspec.Struct, frozen=True, kw_only=True):
    """Pôle with its members on the day of its creation, and the chapters of its life in order.

    `documented` are its name, axis and bassin, or nothing.
    """

    bassin: Bassin
    axis: Axis
    created: date
    members: tuple[str, ...]
    life: tuple[Chapter, ...]
    documented: bool = False

    @property
    def id(self) -> UUID:
        return pole_id(self.bassin, self.axis, self.axis.label, 1)


_SUBJECTS: Final = (
    "Calendrier des réunions, tour de table",
    "Besoins des entreprises de la région",
    "Places de stage pour l'année scolaire",
    "Équipements à partager",
    "Ouverture des ateliers aux options voisines",
    "Accueil d'un nouvel opérateur",
    "Inscriptions dans les options du métier",
    "Accueil des élèves en alternance",
    "Départ d'un opérateur, répartition de ses tâches",
    "Formations continues des enseignants",
    "Préparation de l'évaluation du pôle",
    "Bilan de l'évaluation, renouvellement",
    "Suivi des stages de l'année",
    "Pompes à chaleur dans les formations",
    "Préparation de l'année suivante",
)
"""Subjects of the quarterly meetings, in the order of the life of the first pôle."""

POLES: Final = (
    DemoPole(
        bassin=Bassin.LIEGE,
        axis=axis(AxisKind.METIER, "Monteur – Installateur en chauffage central et en sanitaire"),
        created=date(2023, 2, 6),
        documented=True,
        members=(
            "SPI, agence de développement pour la province de Liège",
            "FGTB Liège-Huy-Waremme",
            "Le Forem",
            "IFAPME",
            example("CEFA", "Liège"),
        ),
        life=(
            Constituted(date(2023, 3, 1)),
            Joined(date(2024, 9, 2), example("Promotion sociale", "Liège")),
            Joined(date(2025, 1, 13), example("Chauffage et sanitaire", "Seraing")),
            Left(date(2025, 6, 30), "FGTB Liège-Huy-Waremme", "Fin du mandat."),
            *quarterly(date(2023, 5, 16), _SUBJECTS),
            Decided(
                Resolution(
                    on=date(2024, 5, 14),
                    kind=DecisionKind.DECISION,
                    title="Ouvrir les ateliers aux options voisines",
                    text="Les ateliers de chauffage accueillent un jour par mois les élèves d'autres options"
                    " (exemple illustratif).",
                    reserve="Sous réserve des assurances.",
                    communicated=date(2024, 5, 15),
                    received=date(2024, 5, 21),
                )
            ),
            Decided(
                Resolution(
                    on=date(2026, 8, 11),
                    kind=DecisionKind.ORIENTATION,
                    title="Orienter les formations vers les pompes à chaleur",
                    text="Le pôle propose d'ajouter les pompes à chaleur aux formations du bassin"
                    " (exemple illustratif).",
                    communicated=date(2026, 8, 12),
                    received=date(2026, 8, 24),
                )
            ),
            Evaluated(date(2026, 1, 20), "Le pôle s'est réuni régulièrement ; ses membres souhaitent poursuivre."),
            Renewed(date(2026, 2, 10)),
        ),
    ),
    DemoPole(
        bassin=Bassin.NAMUR,
        axis=axis(AxisKind.SECTEUR, "Construction"),
        created=date(2023, 11, 20),
        members=(
            "BEP, Bureau économique de la province de Namur",
            example("Bâtiment", "Gembloux"),
            "Le Forem",
            "IFAPME",
            example("Institut technique", "Namur"),
        ),
        life=(
            Constituted(date(2024, 1, 15)),
            *quarterly(date(2024, 4, 16), _SUBJECTS[:11]),
        ),
    ),
    DemoPole(
        bassin=Bassin.VERVIERS,
        axis=axis(AxisKind.FILIERE, "Bois et construction bois"),
        created=date(2026, 9, 7),
        members=("Le Forem", "IFAPME", example("Institut du bois", "Verviers")),
        life=(),
    ),
    DemoPole(
        bassin=Bassin.HAINAUT_SUD,
        axis=axis(AxisKind.METIER, "Soudeur"),
        created=date(2023, 3, 13),
        members=(
            "IGRETEC",
            example("Soudure", "Charleroi"),
            "Le Forem",
            "IFAPME",
            example("Institut technique", "Charleroi"),
        ),
        life=(Constituted(date(2023, 5, 2), date(2025, 5, 1)),),
    ),
    DemoPole(
        bassin=Bassin.WALLONIE_PICARDE,
        axis=axis(AxisKind.FILIERE, "Bois et écoconstruction"),
        created=date(2024, 10, 7),
        members=("IDETA", "Le Forem", "IFAPME", example("Promotion sociale", "Tournai")),
        life=(
            Constituted(date(2024, 11, 4)),
            Left(date(2026, 6, 30), example("Promotion sociale", "Tournai"), "Réorganisation de l'établissement."),
        ),
    ),
    DemoPole(
        bassin=Bassin.HAINAUT_CENTRE,
        axis=axis(AxisKind.METIER, "Aide-soignant"),
        created=date(2023, 4, 17),
        members=("IDEA", "Le Forem", "IFAPME", example("Institut de soins", "Mons")),
        life=(
            Constituted(date(2023, 6, 1)),
            Evaluated(date(2025, 11, 17), "Les projets du pôle peuvent se poursuivre sans lui."),
            Dissolved(date(2025, 12, 15), "Les projets du pôle sont repris par un autre dispositif."),
        ),
    ),
)


TECHNICAL_TRADES: Final = axis(AxisKind.FILIERE, "Métiers techniques de l'industrie")
CONSTRUCTION: Final = axis(AxisKind.SECTEUR, "Construction")

CARRIERS: Final = (
    DemoPole(
        bassin=Bassin.LIEGE,
        axis=TECHNICAL_TRADES,
        created=date(2025, 1, 13),
        members=(
            "SPI, agence de développement pour la province de Liège",
            "Le Forem",
            example("CEFA", "Liège"),
        ),
        life=(
            Constituted(date(2025, 2, 3)),
            Represented(date(2025, 2, 3), example("CEFA", "Liège"), MEMBER),
            Met(
                DemoSitting(
                    date(2025, 10, 27), date(2025, 11, 10), "Faire émerger un projet avec les bassins voisins."
                )
            ),
            Met(DemoSitting(date(2026, 6, 1), date(2026, 6, 15), "Financement et accompagnement du projet.")),
        ),
    ),
    DemoPole(
        bassin=Bassin.HUY_WAREMME,
        axis=TECHNICAL_TRADES,
        created=date(2025, 1, 20),
        members=(example("Mécanique", "Huy"), "Le Forem", example("Institut technique", "Huy")),
        life=(
            Constituted(date(2025, 2, 10)),
            Met(DemoSitting(date(2025, 12, 8), date(2025, 12, 22), "Rejoindre le projet des capsules vidéo.")),
        ),
    ),
    DemoPole(
        bassin=Bassin.VERVIERS,
        axis=TECHNICAL_TRADES,
        created=date(2025, 1, 27),
        members=(example("Mécanique", "Verviers"), "IFAPME", example("Promotion sociale", "Verviers")),
        life=(
            Constituted(date(2025, 2, 17)),
            Met(DemoSitting(date(2025, 12, 15), date(2025, 12, 29), "Rejoindre le projet des capsules vidéo.")),
        ),
    ),
    DemoPole(
        bassin=Bassin.HAINAUT_SUD,
        axis=CONSTRUCTION,
        created=date(2025, 3, 3),
        members=("IGRETEC", "Le Forem", example("Institut technique", "Charleroi")),
        life=(Constituted(date(2025, 4, 7)),),
    ),
)
