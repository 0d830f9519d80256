"""The pôles that carry the projects of the demonstration, all of them illustrative.

The sources name the chambers and bodies behind these projects, and no pôle.
"""

from datetime import date
from typing import Final

from efe_domain.shared.axis import AxisKind, axis
from efe_domain.shared.bassins import Bassin
from efe_infra.samples.demo.chapters import Constituted, Met, Represented, Sitting
from efe_infra.samples.demo.operators import example
from efe_infra.samples.demo.people import MEMBER
from efe_infra.samples.demo.poles import DemoPole

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
            Met(Sitting(date(2025, 10, 27), date(2025, 11, 10), "Faire émerger un projet avec les bassins voisins.")),
            Met(Sitting(date(2026, 6, 1), date(2026, 6, 15), "Financement et accompagnement du projet.")),
        ),
    ),
    DemoPole(
        bassin=Bassin.HUY_WAREMME,
        axis=TECHNICAL_TRADES,
        created=date(2025, 1, 20),
        members=(example("Mécanique", "Huy"), "Le Forem", example("Institut technique", "Huy")),
        life=(
            Constituted(date(2025, 2, 10)),
            Met(Sitting(date(2025, 12, 8), date(2025, 12, 22), "Rejoindre le projet des capsules vidéo.")),
        ),
    ),
    DemoPole(
        bassin=Bassin.VERVIERS,
        axis=TECHNICAL_TRADES,
        created=date(2025, 1, 27),
        members=(example("Mécanique", "Verviers"), "IFAPME", example("Promotion sociale", "Verviers")),
        life=(
            Constituted(date(2025, 2, 17)),
            Met(Sitting(date(2025, 12, 15), date(2025, 12, 29), "Rejoindre le projet des capsules vidéo.")),
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
