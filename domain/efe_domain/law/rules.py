"""Keys of the rules of the decree, their legal bases, and the figures that rules set. `texts.py` has the texts."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec

MAX_TERM_YEARS: Final = 3
"""Longest term of a pôle, both days included (PS-3ANS)."""
WITHDRAWAL_DAYS: Final = 60
"""Longest time between the effective dates of an act and of its withdrawal (REGISTRE-RETRAIT)."""


class Reading(StrEnum):
    """Relation of a rule to the law: its text, an interpretation of it, or a declared aim without enforcement."""

    TEXT = "text"
    INTERPRETATION = "interpretation"
    DECLARED = "declared"


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """A legal text. `verified` is False if no published act was found for the quoted words."""

    key: str
    title: str
    numac: str | None = None
    verified: bool


class Rule(StrEnum):
    """Stable key of a rule. Events and refusals refer to it, never to a guessed article."""

    M1 = "M1"
    M2 = "M2"
    M3 = "M3"
    M4 = "M4"
    M5 = "M5"
    M6 = "M6"
    M7 = "M7"
    PS_NB = "PS-NB"
    PS_AXE = "PS-AXE"
    PS_DESIGN = "PS-DESIGN"
    PS_COMPO = "PS-COMPO"
    PS_LOCAL = "PS-LOCAL"
    PS_COMPETENT = "PS-COMPETENT"
    PS_3ANS = "PS-3ANS"
    PS_EVAL = "PS-EVAL"
    PS_REUNION = "PS-REUNION"
    PS_CONSENSUS = "PS-CONSENSUS"
    PS_COM = "PS-COM"
    PS_MISSION = "PS-MISSION"
    PS_AVIS = "PS-AVIS"
    PS_SOUTIEN = "PS-SOUTIEN"
    PS_ACCORD = "PS-ACCORD"
    PS_FIN = "PS-FIN"
    PS_ADD = "PS-ADD"
    PS_FILIERE = "PS-FILIERE"
    PS_ASPECT = "PS-ASPECT"
    PS_PUBLIC = "PS-PUBLIC"
    PS_CONJOINT = "PS-CONJOINT"
    PS_ESM = "PS-ESM"
    M2_SUJETS = "M2-SUJETS"
    M3_CADRE = "M3-CADRE"
    M4_DEST = "M4-DEST"
    PS_AVIS_OBJET = "PS-AVIS-OBJET"
    PS_PHASES = "PS-PHASES"
    PS_CREDITS = "PS-CREDITS"
    PS_PORTEUR = "PS-PORTEUR"
    PS_LARGE = "PS-LARGE"
    PS_TERRITOIRE = "PS-TERRITOIRE"
    PS_PLAN = "PS-PLAN"
    PS_RENCONTRE = "PS-RENCONTRE"
    ART_3 = "ART-3"
    ART_6 = "ART-6"
    ART_7 = "ART-7"
    ART_18 = "ART-18"
    REGISTRE = "REGISTRE"
    REGISTRE_APPELS = "REGISTRE-APPELS"
    REGISTRE_BASSIN = "REGISTRE-BASSIN"
    REGISTRE_RETRAIT = "REGISTRE-RETRAIT"


class RuleText(msgspec.Struct, frozen=True):
    """A rule: its words, its legal basis and its interpretation.

    `why` is the template that explains the interpretation, and `figures` are its values. The text of a rule of the
    platform is such a template too.
    """

    key: Rule
    text: str
    basis: Basis
    reading: Reading = Reading.TEXT
    why: str = ""
    figures: Mapping[str, int] = {}
