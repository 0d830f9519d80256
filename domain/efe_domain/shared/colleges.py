"""Colleges of operators: the three kinds of members that a pôle needs."""

from enum import StrEnum


class College(StrEnum):
    """The three colleges of a pôle (PS-COMPO).

    A: entreprises locales, intercommunales de développement économique, partenaires sociaux locaux.
    B: opérateurs de l'emploi, de la formation professionnelle, de l'insertion.
    C: opérateurs d'enseignement qualifiant, secondaire (CEFA compris) et de promotion sociale.
    """

    A = "A"
    B = "B"
    C = "C"
