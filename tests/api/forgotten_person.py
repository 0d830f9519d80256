"""A person who acts in a pôle, until the person is forgotten."""

from typing import Any
from uuid import UUID, uuid4

import psycopg

from efe_infra.people.vault import PersonVault
from tests.api.documents import stored
from tests.api.given import Api, Client, a_composed_pole

MARIE = {"givenName": "Marie", "familyName": "Dupont", "email": "marie@exemple.be", "function": "Directrice"}
SEEN = "{ id givenName familyName email function forgotten displayName }"
DOSSIER = f"query ($id: ID!) {{ pole(id: $id) {{ dossier {{ memberships {{ representative {SEEN} }} }} }} }}"
ALL_EVENTS = "select position, recorded_at, originator_id, topic, state, leaf from ledger.event order by position"


class Story:
    """Marie represents a member of a pôle of Liège, and acts by an account of her own."""

    def __init__(self, api: Api, liege: Client, administrator: Client) -> None:
        self.api, self.liege, self.administrator = api, liege, administrator
        self.pole, [self.member, self.other, *_] = a_composed_pole(liege, spoken_for=False)
        self.command = str(uuid4())
        self.person: str = liege.done("registerPerson", "person { id }", **MARIE, commandId=self.command)["id"]
        self.subject = f"marie-{uuid4()}"
        self.account = api.account(self.subject)
        administrator.done("linkAccount", "person { id }", accountId=f"Account:{self.account}", personId=self.person)
        liege.done(
            "replaceRepresentative",
            "pole { id }",
            sha256=stored(liege),
            poleId=self.pole,
            operatorId=self.member,
            representativeId=self.person,
        )
        self.marie = api.client(self.subject)

    @property
    def id(self) -> UUID:
        return UUID(self.person.partition(":")[2])

    @property
    def vault(self) -> PersonVault:
        return self.api.installation.vault

    def forget(self, **asked: Any) -> Any:
        return self.administrator.done(
            "forgetPerson",
            f"forgottenPerson {{ id reason forgottenOn person {SEEN} }}",
            personId=self.person,
            **asked,
        )

    def representatives(self) -> list[dict[str, Any]]:
        found = self.liege.ask(DOSSIER, id=self.pole)["pole"]["dossier"]["memberships"]
        return [each["representative"] for each in found if each["representative"]]

    def events(self) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.api.installation.database.admin) as connection:
            return connection.execute(ALL_EVENTS).fetchall()
