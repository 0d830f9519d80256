"""Persons who represent the members of a pôle."""

from uuid import UUID

from tests.api.documents import stored
from tests.api.given import Api, Client, a_composed_pole
from tests.api.meetings import a_constituted_pole, a_person

REPRESENTATIVE = """
    query ($id: ID!) {
        pole(id: $id) { dossier { memberships { representative { id givenName familyName email function } } } }
    }
"""
MARIE = {"givenName": "Marie", "familyName": "Dupont", "email": "marie@example.org", "function": "Directrice"}


def a_member(api: Api, liege: Client) -> tuple[Client, str]:
    """Returns the representative of a member of a constituted pôle, and the pôle."""
    person = a_person(liege, "Marie")
    api.installation.vault.link(api.account("membre"), UUID(person.partition(":")[2]))
    pole, [operator, *_] = a_constituted_pole(liege)
    liege.done(
        "replaceRepresentative",
        "pole { id }",
        sha256=stored(liege),
        poleId=pole,
        operatorId=operator,
        representativeId=person,
    )
    return api.client("membre"), pole


def represented(by: Client) -> tuple[str, str]:
    """Returns a pôle with a member that Marie represents, and her id."""
    pole, [member, *_] = a_composed_pole(by, spoken_for=False)
    person: str = by.done("registerPerson", "person { id }", **MARIE)["id"]
    by.done(
        "replaceRepresentative",
        "pole { id }",
        sha256=stored(by),
        poleId=pole,
        operatorId=member,
        representativeId=person,
    )
    return pole, person


def representatives(by: Client, pole: str) -> list[dict[str, str | None]]:
    memberships = by.ask(REPRESENTATIVE, id=pole)["pole"]["dossier"]["memberships"]
    return [each["representative"] for each in memberships if each["representative"]]
