"""Service accounts: applications with tokens of their own, which act with a role and never as a person."""

import time
from typing import Any
from uuid import uuid4

import pytest
from joserfc import jwt

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.identity.local_issuer import ALGORITHM, AUDIENCE, ISSUER
from tests.api.given import Api, Client, a_pole

pytestmark = pytest.mark.platform("module")

ACCOUNT = "{ viewer { account { id displayName serviceName person { id } } bassins } }"
DECLARED = "account { serviceName displayName }"


def minted(api: Api, subject: str, **claims: Any) -> Client:
    """A client with an access token of these claims."""
    now = int(time.time())
    common = {"iss": ISSUER, "aud": AUDIENCE, "sub": subject, "iat": now, "exp": now + 600}
    key = api.installation.local_issuer._key
    token = jwt.encode({"alg": ALGORITHM}, {**common, **claims}, key, algorithms=[ALGORITHM])
    return Client(api.http, {"Authorization": f"Bearer {token}"})


def application(api: Api, role: Role | None = None) -> tuple[Client, str]:
    """An application that obtained its token for itself (RFC 9068), and its subject."""
    subject = f"application-{uuid4().hex[:8]}"
    if role:
        api.granted(subject, role, Bassin.LIEGE)
    return minted(api, subject, client_id=subject), subject


@pytest.fixture
def administrator(api: Api) -> Client:
    return api.granted("administration", Role.ADMINISTRATOR)


def test_an_application_is_a_service_from_its_first_request(api: Api) -> None:
    client, subject = application(api)

    account = client.ask(ACCOUNT)["viewer"]["account"]

    assert (account["serviceName"], account["displayName"]) == (subject, f"Service « {subject} »")
    assert account["person"] is None
    assert client.with_header("Accept-Language", "de").ask(ACCOUNT)["viewer"]["account"]["displayName"] == (
        f"Dienst „{subject}“"
    )


def test_an_account_that_was_invited_by_its_subject_becomes_a_service(api: Api, liege: Client) -> None:
    client, subject = application(api, Role.COORDINATOR)
    as_a_person = api.client(subject).ask(ACCOUNT)["viewer"]["account"]["serviceName"]

    first, again = (client.ask(ACCOUNT)["viewer"] for _ in range(2))

    assert as_a_person is None
    assert (first["account"]["serviceName"], first["bassins"]) == (subject, ["LIEGE"])
    assert again == first


def test_an_administrator_names_a_service(api: Api, administrator: Client, liege: Client) -> None:
    client, subject = application(api)
    later = f"later-{uuid4().hex[:8]}"
    client.ask(ACCOUNT)
    for each in (subject, later):
        administrator.done("declareService", DECLARED, subject=each, name="Échanges du Forem")

    listed = administrator.ask("{ serviceAccounts { serviceName } }")["serviceAccounts"]
    assert [each["serviceName"] for each in listed].count("Échanges du Forem") == 2
    assert client.ask(ACCOUNT)["viewer"]["account"]["displayName"] == "Service « Échanges du Forem »"
    assert liege.code_of("declareService", subject=subject, name="Autre") == "FORBIDDEN"
    assert liege.refusal("{ serviceAccounts { id } }") == "FORBIDDEN"


def test_a_service_has_no_person(api: Api, administrator: Client, liege: Client) -> None:
    client, _ = application(api)
    account = client.ask(ACCOUNT)["viewer"]["account"]["id"]
    person = liege.done("registerPerson", "person { id }", givenName="Zoé", familyName="Liée")["id"]
    human = f"human-{uuid4().hex}"
    api.client(human).ask(ACCOUNT)
    linked = {"accountId": f"Account:{api.account(human)}", "personId": person}

    refused = administrator.refused("linkAccount", accountId=account, personId=person)["code"]
    administrator.do("linkAccount", **linked)
    declared = administrator.refused("declareService", subject=human, name="Humain")["code"]
    disguised = minted(api, human, client_id=human).refusal(ACCOUNT)

    assert (refused, declared, disguised) == ("NOT_FOUND", "ACCOUNT_OF_PERSON", "FORBIDDEN")


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        ("createApiToken", {"name": "Autre", "rights": [{"role": "COORDINATOR", "bassin": "LIEGE"}]}),
        ("grantAccess", {"bassin": "LIEGE", "accountId": f"Account:{uuid4()}", "role": "READER"}),
        ("acceptPersonInvitation", {"link": "/rejoindre?cle=secret"}),
        ("confirmFact", {"entityId": f"Decision:{uuid4()}", "question": 1, "reason": "Revu."}),
        ("confirmRectification", {"entityId": f"Pole:{uuid4()}", "proposal": 1}),
    ],
)
def test_a_service_does_the_acts_of_its_role_and_none_of_persons(
    api: Api, liege: Client, command: str, asked: dict[str, object]
) -> None:
    client, _ = application(api, Role.COORDINATOR)
    tag = uuid4().hex[:6]
    pole, name = a_pole(liege, f"Pôle {tag}"), f"Renommé {tag}"

    assert client.code_of(command, **asked) == "FORBIDDEN"
    assert client.done("renamePole", "pole { name }", poleId=pole, name=name) == {"name": name}


@pytest.mark.parametrize("claim", ["nonce", "at_hash", "c_hash"])
def test_an_id_token_opens_nothing(api: Api, claim: str) -> None:
    assert minted(api, "coordination", **{claim: "value"}).refusal(ACCOUNT) == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": None},
        {"aud": "https://other.example"},
        {"iss": "https://other.example"},
        {"exp": 1},
        {"sub": None},
    ],
)
def test_a_token_of_an_application_has_the_claims_of_every_token(api: Api, claims: dict[str, Any]) -> None:
    client = minted(api, "application", client_id="application", **claims)

    assert client.refusal(ACCOUNT) == "UNAUTHENTICATED"
