"""The text of each rule, its legal basis and the interpretation of the platform, from `data/law.toml`."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from string import Formatter
from typing import Any, Final

from efe_domain.law.rules import MAX_TERM_YEARS, WITHDRAWAL_DAYS, Basis, Reading, Rule, RuleText

VERSION: Final = "2026-11-26"
"""Day of the last comparison of the texts with their sources."""
FIGURES: Final[Mapping[str, int]] = {"years": MAX_TERM_YEARS, "days": WITHDRAWAL_DAYS}
"""Figures that texts name."""
NUMBERS: Final[Mapping[int, str]] = {MAX_TERM_YEARS: "trois", WITHDRAWAL_DAYS: "soixante"}
"""French words of these figures."""

_LAW: Final = tomllib.loads((files("efe_domain") / "data" / "law.toml").read_text(encoding="utf-8"))
BASES: Final = {key: Basis(key=key, **each) for key, each in _LAW["bases"].items()}
PLATFORM: Final = BASES["PLATEFORME"]
"""Basis of the rules that the platform sets itself."""


def _rule(key: str, text: str, basis: str = "TEXTE-POLES", reading: str = "text", why: str = "") -> RuleText:
    names = {name for _, name, _, _ in Formatter().parse(text + why) if name}
    figures = {name: FIGURES[name] for name in sorted(names)}
    return RuleText(Rule(key), text, BASES[basis], Reading(reading), why, figures)


def _rules(tables: Mapping[str, Mapping[str, Any]]) -> dict[Rule, RuleText]:
    return {Rule(key): _rule(key, **each) for key, each in tables.items()}


RULES: Final = _rules(_LAW["rules"])
