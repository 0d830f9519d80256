"""The ten bassins and their 271 communes."""

from collections import Counter

import pytest

from efe_domain.shared.bassins import ALL_BASSINS, NAMES, Bassin, bassin, commune, communes
from efe_domain.shared.errors import Invalid
from efe_domain.shared.texts import slug
from tests.domain.given import commune_named


def test_the_271_communes_cover_the_ten_bassins() -> None:
    assert Counter(commune.bassin for commune in communes().values()) == {
        Bassin.BRUXELLES: 19,
        Bassin.BRABANT_WALLON: 27,
        Bassin.HUY_WAREMME: 31,
        Bassin.LIEGE: 24,
        Bassin.VERVIERS: 20,
        Bassin.NAMUR: 33,
        Bassin.LUXEMBOURG: 43,
        Bassin.WALLONIE_PICARDE: 23,
        Bassin.HAINAUT_CENTRE: 24,
        Bassin.HAINAUT_SUD: 27,
    }


def test_no_postal_code_spans_two_bassins() -> None:
    bassins_of: dict[str, set[Bassin]] = {}
    for found in communes().values():
        for postcode in found.postcodes:
            bassins_of.setdefault(postcode, set()).add(found.bassin)

    assert [postcode for postcode, bassins in bassins_of.items() if len(bassins) > 1] == []


def test_the_interbassin_zone_spans_twelve_communes_of_namur_and_hainaut_sud() -> None:
    zone = [found for found in communes().values() if found.interbassin_esm]

    assert len(zone) == 12
    assert {found.bassin for found in zone} == {Bassin.NAMUR, Bassin.HAINAUT_SUD}


def test_every_bassin_has_a_name_from_which_its_code_follows() -> None:
    assert {code: slug(name) for code, name in NAMES.items()} == {code: code.value for code in Bassin}
    assert sorted(ALL_BASSINS) == list(ALL_BASSINS)


def test_a_commune_is_found_by_its_nis_code() -> None:
    assert commune("62063") == commune_named("Liège")
    assert commune("62063").bassin is Bassin.LIEGE
    assert "4000" in commune("62063").postcodes


@pytest.mark.parametrize("nis", ["", "11001", "62063 ", "Liège"])
def test_an_unknown_commune_is_refused(nis: str) -> None:
    with pytest.raises(Invalid) as refused:
        commune(nis)

    assert refused.value.field == "commune"


def test_an_unknown_bassin_is_refused_with_the_ten_codes() -> None:
    with pytest.raises(Invalid, match="hainaut-centre, hainaut-sud") as refused:
        bassin("charleroi")

    assert refused.value.field == "bassin"
