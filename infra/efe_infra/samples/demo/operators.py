"""Operators that sit in the pôles of the demonstration.

The public operators and the communes of their sites are facts of public knowledge. Schools and enterprises are
illustrative, and bear it in their names.
"""

from typing import Final

import msgspec

from efe_domain.operator.events import OperatorKind as Kind


class DemoOperator(msgspec.Struct, frozen=True):
    """Operator with its kind, its name, and the communes of its sites by name."""

    kind: Kind
    name: str
    communes: tuple[str, ...]
    illustrative: bool = False


PUBLIC: Final = (
    DemoOperator(
        Kind.EMPLOI,
        "Le Forem",
        (
            "Charleroi",
            "Liège",
            "Namur",
            "Mons",
            "La Louvière",
            "Nivelles",
            "Tournai",
            "Verviers",
            "Arlon",
            "Huy",
        ),
    ),
    DemoOperator(Kind.EMPLOI, "Actiris", ("Saint-Josse-ten-Noode",)),
    DemoOperator(Kind.FORMATION, "IFAPME", ("Charleroi", "Liège", "Namur", "Verviers", "Tournai", "Mons", "Arlon")),
    DemoOperator(Kind.FORMATION, "Bruxelles Formation", ("Uccle",)),
    DemoOperator(Kind.INTERCOMMUNALE, "SPI, agence de développement pour la province de Liège", ("Liège",)),
    DemoOperator(Kind.INTERCOMMUNALE, "BEP, Bureau économique de la province de Namur", ("Namur",)),
    DemoOperator(Kind.INTERCOMMUNALE, "IDELUX", ("Arlon",)),
    DemoOperator(Kind.INTERCOMMUNALE, "IDEA", ("Mons",)),
    DemoOperator(Kind.INTERCOMMUNALE, "IGRETEC", ("Charleroi",)),
    DemoOperator(Kind.INTERCOMMUNALE, "IDETA", ("Tournai",)),
    DemoOperator(Kind.INTERCOMMUNALE, "in BW", ("Nivelles",)),
    DemoOperator(Kind.PARTENAIRE_SOCIAL, "FGTB Liège-Huy-Waremme", ("Liège",)),
    DemoOperator(Kind.PARTENAIRE_SOCIAL, "UCM", ("Namur",)),
)

_EXAMPLES: Final = (
    ("Liège", Kind.CEFA, "CEFA"),
    ("Liège", Kind.PROMOTION_SOCIALE, "Promotion sociale"),
    ("Seraing", Kind.ENTREPRISE, "Chauffage et sanitaire"),
    ("Namur", Kind.ENSEIGNEMENT_SECONDAIRE, "Institut technique"),
    ("Gembloux", Kind.ENTREPRISE, "Bâtiment"),
    ("Verviers", Kind.ENSEIGNEMENT_SECONDAIRE, "Institut du bois"),
    ("Charleroi", Kind.ENSEIGNEMENT_SECONDAIRE, "Institut technique"),
    ("Charleroi", Kind.ENTREPRISE, "Soudure"),
    ("Tournai", Kind.PROMOTION_SOCIALE, "Promotion sociale"),
    ("Mons", Kind.ENSEIGNEMENT_SECONDAIRE, "Institut de soins"),
    ("Huy", Kind.ENTREPRISE, "Mécanique"),
    ("Huy", Kind.ENSEIGNEMENT_SECONDAIRE, "Institut technique"),
    ("Verviers", Kind.ENTREPRISE, "Mécanique"),
    ("Verviers", Kind.PROMOTION_SOCIALE, "Promotion sociale"),
)


def example(label: str, commune: str) -> str:
    """Returns the name of an illustrative operator."""
    return f"{label} de {commune} (exemple illustratif)"


ILLUSTRATIVE: Final = tuple(
    DemoOperator(kind, example(label, commune), (commune,), illustrative=True) for commune, kind, label in _EXAMPLES
)

OPERATORS: Final = PUBLIC + ILLUSTRATIVE
