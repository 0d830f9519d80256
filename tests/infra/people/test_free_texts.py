"""Free texts: however the full name of a person is written, it is seen; ordinary French is let through."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from efe_infra.people.closed_accounts import AccountClosure
from efe_infra.people.vault import PersonVault
from efe_infra.postgres.database import Database
from tests.infra.people.variants import addresses, full_names, joined

PEOPLE = (
    ("Marie", "Dupont"),
    ("Jean-Luc", "Van den Berghe"),
    ("Hélène", "Lebœuf"),
    ("Jean", "d'Alembert"),
    ("Søren", "Łukasz"),
    ("Éloïse", "François"),
)
ADDRESSES = ("jean.dupont@exemple.be", "m.d@exemple.be", "o'brien@exemple.be", "a_b-c@sous.exemple.be")
COMMON = (
    ("Marie", "De Bock"), ("Jean", "Petit"), ("Paul", "Lambert"), ("Rose", "Blanc"), ("Claire", "Legrand"),
    ("Anne", "Martin"), ("Pierre", "Leclercq"), ("Luc", "Boulanger"), ("Aimé", "Bon"), ("Marc", "Hal"), ("Max", "Ly"),
    ("Jean", "d'Alembert"), ("Noël", "Maréchal"), ("Lise", "Dumont"), ("Victor", "Tour"), ("France", "Bassin"),
)  # fmt: skip


@pytest.fixture(scope="module")
def vault(module_database: Database) -> Iterator[PersonVault]:
    with PersonVault(module_database, AccountClosure(bytes)) as opened:
        for given_name, family_name in PEOPLE:
            opened.register_person(given_name=given_name, family_name=family_name)
        for address in ADDRESSES:
            opened.register_person(given_name="Inconnue", family_name="Ailleurs", email=address)
        yield opened


@pytest.fixture(scope="module")
def common(module_database: Database, vault: PersonVault) -> PersonVault:
    for given_name, family_name in COMMON:
        vault.register_person(given_name=given_name, family_name=family_name, email=f"{given_name}@bassin.be")
    return vault


quick = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(text=st.sampled_from(PEOPLE).flatmap(lambda person: full_names(*person)))
def test_a_name_is_seen_however_it_is_written(vault: PersonVault, text: str) -> None:
    assert vault.naming([text]) == 0


@quick
@given(text=st.sampled_from([each for each in PEOPLE if each[1].isalpha()]).flatmap(lambda person: joined(*person)))
def test_a_name_in_one_word_is_seen(vault: PersonVault, text: str) -> None:
    assert vault.naming([text]) == 0


@quick
@given(text=st.sampled_from(ADDRESSES).flatmap(addresses))
def test_an_address_is_seen_however_it_is_written(vault: PersonVault, text: str) -> None:
    assert vault.naming([text]) == 0


@pytest.mark.parametrize(
    "text",
    [
        "JeanDupont",
        "jeandupont",
        "Jean Dupont2",
        "Jean D.u.p.o.n.t",
        "Jean Du\u3164pont",
        "Jean Du<b>pont</b>",
        "Jean &#68;upont",
        "H&eacute;l&egrave;ne Leb&oelig;uf",
        "jean.dupont+x@exemple.be",
        "jean.dupont%40exemple.be",
        "Jean Un Deux Trois Quatre Dupont",
        "Jean d'Alembert",
        "Jean Alembert",
        "Alembert (Jean d’)",
        "50%Dupont, Jean",
        "Jean <Dupont>",
        "<Jean> <Dupont>",
    ],
)
def test_what_was_once_let_through_is_seen(vault: PersonVault, text: str) -> None:
    vault.register_person(given_name="Jean", family_name="Dupont")

    assert vault.naming([text]) == 0


ORDINARY = """
Marie est absente ; De Bock la remplace.
Un petit vélo, et Jean a un petit frère.
Lambert le métier, Paul la formation.
La rue Saint-Lambert mène à la place Jean XXIII.
L'atelier de Marie de la maison De Bock & fils.
Une rose au cœur blanc. Le blanc, la rose et le noir.
Le boulanger de Luc-en-Provence forme dix apprentis boulangers.
Anne : bien ; Jean : bon ; Luc : mieux.
Le marchand de Hal vend au marché ; Marc achète.
Il faut une vue claire du grand bassin de France.
La tour et son victorieux propriétaire.
Anne a demandé l'avis de Martin.
De Bock et Marie ; Martin ou Anne.
Noël approche : le maréchal-ferrant d'Alembert ferme.
Pierre tombale, pierre de taille, Leclercq.
Un taux de 100 % ; 50%De plus ; A&B ; x < 3 et y > 4.
Marie, chez De Bock ; Lise près du mont ; Max lysé.
Écrire à info@bassin.be ou à contact+efe@bassin.be.
Éducation nationale, Liège-Huy-Waremme, 4e secondaire, 7TQ.
Le CTA « Techni.Truck » ; voir https://exemple.be/a%20b?c=d&e=f.
Le pôle « Maçonnerie » (IFAPME, Forem, CEFA) se réunit le 3 mars 2026.
""".strip().splitlines()


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_french_is_let_through(common: PersonVault, text: str) -> None:
    assert common.naming([text]) is None
