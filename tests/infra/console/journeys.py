"""Journeys of a year, each written once; the tests walk them with several drivers and count their steps."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_domain.shared.texts import slug
from efe_infra.console.register.labels import BASSINS, BY_NAME
from efe_infra.samples.demo.people import AUDITOR
from efe_infra.samples.demo.poles import POLES
from tests.api.given import AXIS, KINDS, TODAY, Api, Client, a_pole, an_operator, day, represented
from tests.api.projects import Joint, a_constituted_pole
from tests.infra.console.page_reader import Answer, Upload, Words
from tests.infra.console.walker import Walker

SIX = ("CEFA", "FORMATION", "EMPLOI", "ENTREPRISE", "INSERTION", "ENTREPRISE")
LIEGE = "coordination-liege"
ADMINISTRATION = "administration"
FIRST_POLE: Final[dict[Words, Answer]] = {
    "Sorte d'axe": "Métier",
    "Libellé de l'axe": "Soudeur",
    "Nom du pôle": "Le métal",
}
PARTNERS = (Bassin.LIEGE, Bassin.NAMUR, Bassin.HUY_WAREMME)
type Steps = int


@dataclass
class World:
    """Platform in which persons walk; `enter` opens a browser of its own for a person.

    `instances` are those that are set up on an empty platform.
    """

    api: Api
    enter: Callable[[], Walker]
    instances: Sequence[str] = BY_NAME

    def administrator(self) -> Walker:
        """Returns a first administrator, named on the machine."""
        here = self.api.installation
        account = here.vault.account_for(here.tokens.issuer, ADMINISTRATION)
        with in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)):
            here.platform.grant_platform_access(account, Role.ADMINISTRATOR, on=TODAY)
        self.api.catch_up()
        return self.enter().land(ADMINISTRATION)

    def client(self, bassin: Bassin = Bassin.LIEGE) -> Client:
        return self.api.coordinator(bassin)

    def coordinator(self, bassin: Bassin = Bassin.LIEGE) -> Walker:
        return self.enter().land(f"coordination-{bassin}")


def a_pole_of_six(by: Client) -> None:
    """Constitutes the pôle « Chauffage » of six members."""
    pole = a_pole(by)
    represented(by, pole, [an_operator(by, kind, number=f"{kind} {nth}") for nth, kind in enumerate(SIX)])
    by.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-500))


def paper() -> Upload:
    return Upload(b"%PDF-1.7 " + uuid4().bytes)


def agreed() -> dict[Words, Answer]:
    """Returns the answers by which all members agree, and the text is adopted, communicated and received."""
    said: dict[Words, Answer] = {"Position de": "D'accord", "Ou le fichier": paper()}
    return {**said, "Adopter aussitôt": True, "La recevoir aussitôt": True}


def members(names: Iterable[str]) -> dict[Words, Answer]:
    """Returns the answers of a composition, with a new person for each operator."""
    found: dict[Words, Answer] = {}
    for college, name in zip("ABC", names, strict=True):
        row = f"Collège {college}"
        found |= {(row, "Opérateur"): name, (row, "Prénom"): "Anne", (row, "Nom"): f"Dubois {college}"}
    return found


def create_a_pole(world: World) -> Steps:
    by = world.client()
    a_pole(by)
    for kind in KINDS:
        an_operator(by, kind, number=kind)
    person = world.coordinator()

    person.follow("Créer un pôle")
    person.send({"Axe identifié par l'Instance": AXIS["label"], "Nom du pôle": "Le bois"})
    person.send(members(f"Opérateur {kind}" for kind in KINDS), "Désigner ces membres")
    person.send(button="Constituer le pôle")

    assert "En activité" in person.words
    return person.steps


def convene(world: World) -> Walker:
    """Convenes a meeting of today, with its agenda; its page is the form that records it."""
    a_pole_of_six(world.client())
    person = world.coordinator().follow("Chauffage").follow("Convoquer une réunion")
    return person.send({"Jour de la réunion": day(0), "Lieu": "Salle", "Ordre du jour": "Un point\nDivers"})


def hold_a_meeting(world: World) -> Steps:
    person = convene(world)
    person.send({"Opérateur": "Présent", "Procès-verbal": paper(), "Le pôle ou l'organe l'a adopté": True})

    assert "Procès-verbal adopté" in person.words
    assert "PV.pdf" in person.words
    assert "6 présents" in person.words
    return person.steps


def decide_twice_in_a_meeting(world: World) -> Steps:
    person = convene(world)
    decided: dict[Words, Answer] = {}
    for nth, legend in enumerate(("Une décision proposée", "Une autre décision proposée"), 1):
        decided |= {
            (legend, "Ce que le pôle décide"): "Une décision",
            (legend, "Titre"): f"Texte {nth}",
            (legend, "Texte proposé"): f"Le pôle décide {nth}.",
            (legend, "Ce que la réunion en a fait"): "Consensus",
        }
    person.send({"Opérateur": "Présent", "Procès-verbal": paper(), **decided})

    assert person.words.count("Adoptée à cette réunion") == 2
    return person.steps


def decide_by_positions(world: World) -> Steps:
    a_pole_of_six(world.client())
    person = world.coordinator().follow("Chauffage").follow("Proposer une décision")

    person.send({"Ce que le pôle décide": "Une décision", "Titre": "Un atelier", "Texte proposé": "Le pôle l'ouvre."})
    person.send(agreed(), "Consigner ces positions")

    assert "Reçue" in person.words
    return person.steps


def agree_under_conditions(world: World) -> Steps:
    Joint(world.client(), world.client(Bassin.NAMUR)).submitted()
    person = world.coordinator(Bassin.NAMUR)

    person.follow("Rendre le verdict")
    said: dict[Words, Answer] = {"L'Instance dit": "Accord sous conditions", "Conditions": "Un bilan en juin"}
    person.send({**said, "Pourquoi sans réunion": "Procédure écrite"})

    assert "Un bilan en juin" in person.words
    return person.steps


def submit_a_joint_project(world: World) -> Steps:
    for bassin in PARTNERS:
        a_constituted_pole(world.client(bassin), bassin)
    lead, *others = [world.coordinator(bassin) for bassin in PARTNERS]

    lead.follow("Faire émerger un projet")
    lead.send(
        {
            "Titre": "Un plateau",
            "Objectifs": "Former ensemble.",
            "Action 1": "Ouvrir un atelier.",
            "En quoi l'action 1": "Additionnelle",
            "Aspects": "Mise en commun",
            "Publics": "Élèves",
            "Communes": "Liège\nNamur\nHuy",
            "Budget": "1250000",
            "Pôles invités": ["Chauffage (Namur", "Chauffage (Huy"],
            "Dernier jour pour répondre": day(30),
            "Proposer aussitôt": True,
        }
    )
    lead.send(agreed(), "Consigner ces positions")
    for partner in others:
        partner.arrive("/mon-espace").follow("Proposer la décision").send(button="Proposer ce texte")
        partner.send(agreed(), "Consigner ces positions")
    lead.arrive("/mon-espace").follow("Un plateau").send(button="Soumettre le contenu")

    assert "Soumis" in lead.words
    return sum(each.steps for each in (lead, *others))


def evaluate_and_renew(world: World) -> Steps:
    a_pole_of_six(world.client())
    person = world.coordinator().follow("Chauffage").follow("Évaluer le pôle")

    person.send({"Conclusion": "Le pôle a travaillé.", "Renouveler": True})

    assert "renouvelé jusqu'au" in person.words
    return person.steps


def invite_a_colleague(world: World) -> Steps:
    world.client()
    person = world.coordinator().follow("Accès")

    person.send({"Prénom": "Léa", "Nom": "Renard", "Adresse": "lea@exemple.be"}, "Créer le lien")

    assert "/rejoindre?cle=" in person.words
    return person.steps


def invite_coordinators(world: World) -> tuple[Walker, list[Walker]]:
    """Establishes the Instances of a fresh installation; each invited coordinator has opened the link."""
    administrator = world.administrator()
    names = [BASSINS[each] for each in world.instances]
    invited: dict[Words, Answer] = {}
    for name in names:
        person = {"Prénom": "Marie", "Nom": f"De {name}", "Adresse électronique": address_in(name)}
        invited |= {f"{label}, {name}": text for label, text in person.items()}
    administrator.send(invited, "Établir ces Instances")
    links = re.findall(r"/rejoindre\?cle=[\w-]+", administrator.words)
    return administrator, [
        world.enter().land(address_in(name), link) for name, link in zip(names, links, strict=True)
    ]


def address_in(name: str) -> str:
    return f"marie@{slug(name)}.example"


def begin_instances(world: World) -> Steps:
    """Leads from a fresh installation to the first pôle of each Instance, where a provider verifies addresses."""
    administrator, coordinators = invite_coordinators(world)
    for each in coordinators:
        each.send(FIRST_POLE, "Accepter l'invitation")
        assert "Le métal" in each.words
    return sum(each.steps for each in (administrator, *coordinators))


def set_up_instances(world: World) -> Steps:
    """Leads there where the administrator confirms each account; the first pôle is written once all the same."""
    administrator, coordinators = invite_coordinators(world)
    for each in coordinators:
        each.send(FIRST_POLE, "Accepter l'invitation")
        assert "Le métal" not in each.words
    administrator.arrive("/mise-en-route").send({"Ce compte est le sien": True}, "Confirmer les comptes")
    for each in coordinators:
        each.arrive("/mon-espace").send(button="Identifier l'axe")
        assert "Le métal" in each.words
    return sum(each.steps for each in (administrator, *coordinators))


def prove_who_did_what(world: World) -> Steps:
    person = world.enter().land(AUDITOR)

    person.send({"Du": "2026-03-01", "au": "2026-03-31"}, "Montrer")
    listed = person.words
    person.follow("Prouver")

    assert "Mars 2026, " in listed
    assert "La coordination (Liège)" in listed
    assert "Preuve" in person.words
    return person.steps


def learn_what_changed(world: World) -> Steps:
    person = world.enter().land(LIEGE)

    person.follow(POLES[0].axis.label).follow("Comparer")

    assert "Ce qui a changé depuis" in person.words
    return person.steps


JOURNEYS: dict[Callable[[World], Steps], int] = {
    create_a_pole: 4,
    hold_a_meeting: 4,
    decide_twice_in_a_meeting: 4,
    decide_by_positions: 4,
    agree_under_conditions: 2,
    submit_a_joint_project: 11,
    evaluate_and_renew: 3,
    invite_a_colleague: 2,
    set_up_instances: 22,
}
"""Journeys on an empty platform, with the most steps that each may take."""
VERIFIED_JOURNEYS: dict[Callable[[World], Steps], int] = {begin_instances: 11}
"""Journeys on an empty platform whose identity provider verifies e-mail addresses."""
STEPS_OF_AN_INSTANCE: Final[dict[Callable[[World], Steps], int]] = {set_up_instances: 2, begin_instances: 1}
"""Steps of each of the ten Instances, in the journeys that set up all of them."""
PAST_JOURNEYS: dict[Callable[[World], Steps], int] = {prove_who_did_what: 2, learn_what_changed: 2}
"""Journeys over the demonstration."""


def most_steps(journey: Callable[[World], Steps], instances: int) -> Steps:
    """Returns the most steps of a journey on an empty platform, with so many Instances to set up."""
    absent = len(BY_NAME) - instances
    return {**JOURNEYS, **VERIFIED_JOURNEYS}[journey] - absent * STEPS_OF_AN_INSTANCE.get(journey, 0)
