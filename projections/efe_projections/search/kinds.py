"""Kinds of objects that a search finds, with their nouns and letters."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class SearchKind(StrEnum):
    """Kinds of objects that a search finds, in the order in which a page shows them."""

    POLE = "pole"
    PROJECT = "project"
    OPERATOR = "operator"
    THEME_LIST = "themes"
    COMMUNE = "commune"
    OPINION = "opinion"
    DECISION = "decision"
    MEETING = "meeting"


NOUNS = {
    SearchKind.POLE: "pôle",
    SearchKind.PROJECT: "projet",
    SearchKind.OPERATOR: "opérateur",
    SearchKind.THEME_LIST: "thématiques",
    SearchKind.COMMUNE: "commune",
    SearchKind.OPINION: "avis",
    SearchKind.DECISION: "décision",
    SearchKind.MEETING: "réunion",
}
"""A word that finds every object of the kind: « pôle soudure » finds the pôle « Soudeurs »."""
LETTERS: Final[Mapping[SearchKind, str]] = {
    SearchKind.POLE: "P",
    SearchKind.PROJECT: "J",
    SearchKind.OPERATOR: "O",
    SearchKind.THEME_LIST: "T",
    SearchKind.OPINION: "A",
    SearchKind.DECISION: "D",
    SearchKind.MEETING: "M",
}
"""First letter of the lexemes of an object of the kind: a word of one kind is not looked up among the others."""
