"""API tokens: a part of an account's rights, shown once, stored as a hash, void at the request after their end."""

from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from efe_domain.access.grants import AccessNotHeld, Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_graphql.request.api_tokens import CHECKSUM_CHARACTERS, PREFIX, is_well_formed, new_secret
from efe_infra.postgres.database import DatabaseRole
from tests.api.api_tokens import COORDINATES_LIEGE, LISTED, TOKEN, bearing, created, state, with_token
from tests.api.documents import put
from tests.api.given import TODAY, Api, Client, a_pole
from tests.api.trails import readings

pytestmark = pytest.mark.platform("module")

VIEWER = "{ viewer { account { id } bassins openedPoles { id } grants { role } } }"
DOSSIER = "query ($id: ID!) { pole(id: $id) { dossier { board { __typename } } } }"


@pytest.fixture
def liege(api: Api) -> Client:
    """A coordinator of their own for each case: an account has few tokens."""
    api.coordinator(Bassin.LIEGE)
    return api.granted(f"coordinator-{uuid4()}", Role.COORDINATOR, Bassin.LIEGE)


def tomorrow(days: int = 1) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def stored(api: Api) -> list[str]:
    """Every row of the tables of tokens and of readings, as a dump has it."""
    with psycopg.connect(api.installation.database.conninfo(DatabaseRole.COMMAND), autocommit=True) as connection:
        connection.execute("set role efe_command")
        return [
            str(row)
            for table in (b"console.api_token", b"journal.reading", b"vault.account")
            for [row] in connection.execute(b"select row::text from " + table + b" as row").fetchall()
        ]


def test_a_token_opens_the_part_of_the_account_that_it_names(liege: Client) -> None:
    token = created(liege)
    client = bearing(liege, token["secret"])

    assert client.ask(VIEWER)["viewer"]["bassins"] == ["LIEGE"]
    assert client.ask(VIEWER)["viewer"]["account"] == liege.ask(VIEWER)["viewer"]["account"]
    assert (token["state"], token["isReadOnly"], token["endsOn"]) == ("VALID", True, tomorrow(90))
    assert token["rights"] == [{"role": "COORDINATOR", "bassin": "LIEGE", "pole": None}]


def test_a_token_is_recognised_by_its_prefix_and_checksum() -> None:
    secret = new_secret()

    assert is_well_formed(secret)
    assert secret.startswith("efe_pat_")
    assert not any(map(is_well_formed, (secret[:-1], secret[:-1] + "é", secret.swapcase(), PREFIX, f"{secret}0", "")))
    assert len({new_secret()[len(PREFIX) : -CHECKSUM_CHARACTERS] for _ in range(100)}) == 100


def test_a_repeated_command_shows_the_token_without_its_secret(liege: Client) -> None:
    command = str(uuid4())
    first, again = created(liege, commandId=command), created(liege, commandId=command)
    other = liege.refused("createApiToken", name="Autre", rights=[COORDINATES_LIEGE], commandId=command)

    assert first["secret"]
    assert again == {**first, "secret": None}
    assert other["code"] == "COMMAND_REUSED"


def test_the_secret_is_in_no_row_and_no_log(
    api: Api, liege: Client, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    secret = created(liege)["secret"]
    bearing(liege, secret).ask(VIEWER)
    bearing(liege, f"{secret[:-1]}").refusal(VIEWER)
    random = secret.removeprefix(PREFIX)[:-CHECKSUM_CHARACTERS]

    rows, output = stored(api), capfd.readouterr()
    assert rows
    assert not any(random in each for each in (*rows, caplog.text, output.out, output.err))
    assert all(each["secret"] is None for each in liege.ask(LISTED)["apiTokens"])


def test_what_a_dump_has_of_a_token_opens_nothing(api: Api, liege: Client) -> None:
    created(liege)
    with psycopg.connect(api.installation.database.conninfo(DatabaseRole.COMMAND)) as connection:
        connection.execute("set role efe_command")
        hashes = [each for [each] in connection.execute("select encode(hash, 'hex') from console.api_token")]

    assert {bearing(liege, each).refusal(VIEWER) for each in hashes} == {"UNAUTHENTICATED"}
    assert {bearing(liege, f"{PREFIX}{each[:49]}").refusal(VIEWER) for each in hashes} == {"UNAUTHENTICATED"}


def test_a_token_ends_at_the_request_after_its_revocation(api: Api, liege: Client) -> None:
    first, second = created(liege), created(liege)
    client = bearing(liege, first["secret"])
    before = client.ask(VIEWER)
    liege.done("revokeApiToken", TOKEN, tokenId=first["id"])
    again = liege.done("revokeApiToken", TOKEN, tokenId=first["id"])

    assert before
    assert client.refusal(VIEWER) == "UNAUTHENTICATED"
    assert again["state"] == state(liege, first["id"]) == "REVOKED"
    assert bearing(liege, second["secret"]).ask(VIEWER)


def test_only_its_owner_and_an_administrator_revoke_a_token(api: Api, liege: Client, namur: Client) -> None:
    token, administrator = created(liege), api.granted("administration", Role.ADMINISTRATOR)

    without_tokens = namur.code_of("revokeApiToken", tokenId=token["id"])
    created(namur, {"role": "COORDINATOR", "bassin": "NAMUR"})
    stranger = namur.refused("revokeApiToken", tokenId=token["id"])["code"]
    unknown = namur.refused("revokeApiToken", tokenId=f"ApiToken:{uuid4()}")["code"]
    listed = administrator.ask("{ apiTokens(ofAllAccounts: true) { id account { id } } }")["apiTokens"]
    administrator.done("revokeApiToken", TOKEN, tokenId=token["id"])

    assert (without_tokens, stranger, unknown) == ("FORBIDDEN", "NOT_FOUND", "NOT_FOUND")
    assert namur.refusal("{ apiTokens(ofAllAccounts: true) { id } }") == "FORBIDDEN"
    assert token["id"] in {each["id"] for each in listed}
    assert state(liege, token["id"]) == "REVOKED"


@pytest.mark.parametrize(
    "right",
    [
        {"role": "COORDINATOR", "bassin": "NAMUR"},
        {"role": "COORDINATOR", "poleId": f"Pole:{uuid4()}"},
        {"role": "AUDITOR", "bassin": "LIEGE"},
        {"role": "ADMINISTRATOR"},
        {"bassin": "LIEGE"},
        {"poleId": f"Pole:{uuid4()}"},
    ],
)
def test_no_token_is_wider_than_its_account(liege: Client, right: dict[str, str]) -> None:
    asked = {"name": "Large", "rights": [COORDINATES_LIEGE, right]}

    assert liege.refused("createApiToken", **asked)["code"] == "TOKEN_EXCEEDS_ACCOUNT"


@pytest.mark.parametrize("days", [-1, 366])
def test_a_token_ends_within_a_year(liege: Client, days: int) -> None:
    refusal = liege.refused("createApiToken", name="Tableur", rights=[COORDINATES_LIEGE], endsOn=tomorrow(days))

    assert (refusal["code"], refusal["path"]) == ("INVALID", ["input", "endsOn"])
    assert created(liege, endsOn=tomorrow(365))["endsOn"] == tomorrow(365)


def test_a_token_of_one_pole_reads_no_other(liege: Client) -> None:
    mine, other = a_pole(liege), a_pole(liege, "Bois")
    client = with_token(liege, {"role": "COORDINATOR", "poleId": mine}, isReadOnly=False)

    assert client.ask(DOSSIER, id=mine)["pole"]["dossier"]
    assert client.ask(DOSSIER, id=other)["pole"] is None
    assert client.ask(VIEWER)["viewer"]["bassins"] == []
    assert client.refusal("{ auditTrail(bassin: LIEGE) { totalCount } }") == "FORBIDDEN"
    assert client.code_of("renamePole", poleId=mine, name="Renommé") == "FORBIDDEN"


def test_a_reading_token_does_nothing(liege: Client) -> None:
    pole = a_pole(liege)
    reading, writing = with_token(liege), with_token(liege, isReadOnly=False)
    asked = {"poleId": pole, "name": f"Renommé {uuid4().hex[:6]}"}

    assert reading.code_of("renamePole", **asked) == "FORBIDDEN"
    assert reading.code_of("renamePole", **asked, dryRun=True) == "FORBIDDEN"
    assert writing.done("renamePole", "pole { name }", **asked) == {"name": asked["name"]}
    assert reading.code_of("renamePole", **asked) == "FORBIDDEN"  # also as an operation that was compiled before


def test_a_writing_token_of_one_instance_does_nothing_in_another(api: Api, liege: Client, namur: Client) -> None:
    both = "two-instances"
    api.granted(both, Role.COORDINATOR, Bassin.LIEGE)
    owner = api.granted(both, Role.COORDINATOR, Bassin.NAMUR)
    client = with_token(owner, {"role": "COORDINATOR", "bassin": "NAMUR"}, isReadOnly=False)
    pole = a_pole(liege)

    assert client.ask(VIEWER)["viewer"]["bassins"] == ["NAMUR"]
    assert client.refused("renamePole", poleId=pole, name="Renommé")["code"] in {"FORBIDDEN", "NOT_FOUND"}
    assert owner.do("renamePole", poleId=pole, name=f"Renommé {uuid4().hex[:6]}")["userErrors"] == []


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        ("createApiToken", {"name": "Autre", "rights": [COORDINATES_LIEGE]}),
        ("revokeApiToken", {"tokenId": f"ApiToken:{uuid4()}"}),
        ("grantAccess", {"bassin": "LIEGE", "accountId": f"Account:{uuid4()}", "role": "READER"}),
        ("linkAccount", {"accountId": f"Account:{uuid4()}", "personId": f"Person:{uuid4()}"}),
        ("acceptPersonInvitation", {"link": "/rejoindre?cle=secret"}),
        ("confirmFact", {"entityId": f"Decision:{uuid4()}", "question": 1, "reason": "Revu."}),
        ("confirmRectification", {"entityId": f"Pole:{uuid4()}", "proposal": 1}),
        ("confirmWithdrawal", {"entityId": f"Pole:{uuid4()}", "proposal": 1}),
    ],
)
def test_what_persons_do_is_closed_to_a_token(liege: Client, command: str, asked: dict[str, object]) -> None:
    client = with_token(liege, isReadOnly=False)

    assert client.code_of(command, **asked) == "FORBIDDEN"


def test_no_token_reads_tokens_or_the_data_of_its_person(liege: Client) -> None:
    client = with_token(liege)

    assert client.refusal("{ apiTokens { id } }") == "FORBIDDEN"
    assert client.refusal("{ viewer { personalData } }") == "FORBIDDEN"


def test_a_token_ends_with_the_role_of_its_account(api: Api, liege: Client) -> None:
    subject = f"leaving-{uuid4()}"
    owner = api.granted(subject, Role.READER, Bassin.LIEGE)
    client = with_token(owner, {"role": "READER", "bassin": "LIEGE"})
    before = client.ask(VIEWER)["viewer"]["bassins"]
    with in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)), suppress(AccessNotHeld):
        api.installation.platform.revoke_access(Bassin.LIEGE, api.account(subject), Role.READER, on=TODAY)
    api.catch_up()

    assert before == ["LIEGE"]
    assert client.ask(VIEWER)["viewer"]["bassins"] == []


def test_a_token_of_a_forgotten_person_opens_nothing(api: Api, liege: Client) -> None:
    subject, vault = f"forgotten-{uuid4()}", api.installation.vault
    owner = api.granted(subject, Role.READER, Bassin.LIEGE)
    person = vault.register_person(given_name="Zoé", family_name="Oubliée")
    vault.link(api.account(subject), person)
    client = with_token(owner, {"role": "READER", "bassin": "LIEGE"})
    before = client.ask(VIEWER)["viewer"]["bassins"]

    vault.forget(person)

    assert before == ["LIEGE"]
    assert client.refusal(VIEWER) == "UNAUTHENTICATED"


def test_what_becomes_of_a_token_is_in_the_journal_of_its_instance(liege: Client) -> None:
    token = created(liege)
    client = bearing(liege, token["secret"])
    for _ in range(3):
        client.ask(VIEWER)
    liege.done("revokeApiToken", TOKEN, tokenId=token["id"])

    acts = [each["field"] for each in readings(liege) if each["subjectId"] == token["id"]]
    assert acts == ["createApiToken", "apiToken.firstUse", "revokeApiToken"]


def test_a_token_without_the_role_of_auditor_hides_no_reading(api: Api, liege: Client) -> None:
    subject = f"both-{uuid4()}"
    api.granted(subject, Role.AUDITOR, Bassin.LIEGE)
    owner = api.granted(subject, Role.READER, Bassin.LIEGE)
    client = with_token(owner, {"role": "READER", "bassin": "LIEGE"})
    entry = owner.ask("{ auditTrail(bassin: LIEGE, first: 1) { edges { node { id } } } }")
    before = len(readings(liege))
    [edge] = entry["auditTrail"]["edges"]
    client.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[edge["node"]["id"]])

    first_use, reading = readings(liege)[before:]
    assert (first_use["field"], reading["field"]) == ("apiToken.firstUse", "AuditEntry")
    assert first_use["token"] == reading["token"]


def test_a_token_in_an_address_is_none(api: Api, liege: Client) -> None:
    secret = created(liege)["secret"]
    address = f"/graphql?query={{viewer{{account{{id}}}}}}&access_token={secret}&token={secret}"
    answer = liege.http.portal.call(liege.http.client.get, address)

    assert secret not in answer.text
    assert answer.json().get("data", {"viewer": None}) == {"viewer": None}


def test_an_account_has_twenty_valid_tokens_at_most(api: Api, liege: Client) -> None:
    owner = api.granted(f"many-{uuid4()}", Role.READER, Bassin.LIEGE)
    right = {"role": "READER", "bassin": "LIEGE"}
    tokens = [created(owner, right) for _ in range(20)]
    refused = owner.refused("createApiToken", name="De trop", rights=[right])["code"]
    owner.done("revokeApiToken", TOKEN, tokenId=tokens[0]["id"])

    assert refused == "TOO_MANY_TOKENS"
    assert created(owner, right)["secret"]


def test_a_reading_token_deposits_no_document(liege: Client) -> None:
    content = b"%PDF-1.7 " + uuid4().bytes

    assert put(with_token(liege), content).status_code == 403
    assert put(with_token(liege, isReadOnly=False), content).status_code == 201


def test_a_person_reads_which_tokens_their_accounts_have(liege: Client) -> None:
    token = created(liege, name="Tableur de Liège")

    found = liege.ask("{ viewer { personalData } }")["viewer"]["personalData"]

    [shown] = [each for each in found["api_tokens"] if token["id"].endswith(each["id"])]
    [account] = [each["id"] for each in found["accounts"]]
    assert (shown["name"], shown["account"], shown["revoked_at"]) == ("Tableur de Liège", account, None)
    assert token["secret"] not in str(found)
