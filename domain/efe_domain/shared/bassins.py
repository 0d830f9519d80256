"""The ten bassins EFE and the communes of each."""

import csv
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from efe_domain.shared import texts
from efe_domain.shared.errors import Invalid


class Bassin(StrEnum):
    """The codes of the ten bassins, used everywhere."""

    BRUXELLES = "bruxelles"
    BRABANT_WALLON = "brabant-wallon"
    HUY_WAREMME = "huy-waremme"
    LIEGE = "liege"
    VERVIERS = "verviers"
    NAMUR = "namur"
    LUXEMBOURG = "luxembourg"
    WALLONIE_PICARDE = "wallonie-picarde"
    HAINAUT_CENTRE = "hainaut-centre"
    HAINAUT_SUD = "hainaut-sud"


NAMES: Final = {
    Bassin.BRUXELLES: "Bruxelles",
    Bassin.BRABANT_WALLON: "Brabant wallon",
    Bassin.HUY_WAREMME: "Huy-Waremme",
    Bassin.LIEGE: "Liège",
    Bassin.VERVIERS: "Verviers",
    Bassin.NAMUR: "Namur",
    Bassin.LUXEMBOURG: "Luxembourg",
    Bassin.WALLONIE_PICARDE: "Wallonie picarde",
    Bassin.HAINAUT_CENTRE: "Hainaut Centre",
    Bassin.HAINAUT_SUD: "Hainaut Sud",
}
ALL_BASSINS: Final = tuple(sorted(Bassin))


def instance_name(bassin: Bassin) -> str:
    return f"Instance bassin EFE – {NAMES[bassin]}"


class Commune(msgspec.Struct, frozen=True):
    """A commune: NIS code, name, postal codes, bassin, and whether the Entre-Sambre-et-Meuse zone covers it."""

    nis: str
    name: str
    postcodes: tuple[str, ...]
    bassin: Bassin
    interbassin_esm: bool


@cache
def communes() -> dict[str, Commune]:
    """Returns the 271 communes by NIS code. Source and licence: `data/CREDITS.md`."""
    with (files("efe_domain") / "data" / "communes.csv").open(encoding="utf-8") as lines:
        return {
            row["nis"]: Commune(
                nis=row["nis"],
                name=row["commune"],
                postcodes=tuple(row["postcodes"].split()),
                bassin=Bassin(texts.slug(row["bassin"])),
                interbassin_esm=row["interbassin_esm"] == "1",
            )
            for row in csv.DictReader(lines)
        }


def commune(nis: str) -> Commune:
    """Returns the commune of a NIS code. Raises `Invalid`."""
    try:
        return communes()[nis]
    except KeyError:
        raise Invalid(
            "commune", "Aucune commune des dix bassins ne porte le code NIS {nis}.", nis=texts.cut(nis)
        ) from None


def bassin(code: str) -> Bassin:
    """Returns the bassin of a code. Raises `Invalid`, naming the ten codes."""
    try:
        return Bassin(code)
    except ValueError:
        codes = ", ".join(ALL_BASSINS)
        raise Invalid("bassin", "Bassin inconnu : {code}. Les codes sont {known}.", code=code, known=codes) from None
