"""Invitations of persons: a link is used once, gives nothing by itself, and the account that used it is confirmed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from tests.api.given import TODAY, Api, Client
from tests.api.person_invitations import (
    ACCEPTED,
    DONE,
    LISTED,
    ROLES,
    SENT,
    accept,
    in_database,
    invited,
    marie,
    newcomer,
    refused_link,
    state,
    wait_for_role,
)

pytestmark = pytest.mark.platform("module")

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def administrator(api: Api) -> Client:
    return api.granted("administration", Role.ADMINISTRATOR)


def test_a_role_is_given_when_the_inviter_confirms(api: Api, liege: Client) -> None:
    guest, account = newcomer(api)
    [(invitation, link)] = invited(liege)
    before = state(liege, invitation)["state"]
    first = accept(guest, link)
    seen, nothing_yet = state(liege, invitation), guest.ask(ROLES)["viewer"]
    again = accept(guest, link)
    liege.done("confirmPersonInvitation", DONE, invitationId=invitation, accountId=account)

    assert (before, seen["state"], seen["acceptedBy"]) == ("OPEN", "ACCEPTED", {"id": account, "displayName": None})
    assert first == again == {"bassin": "LIEGE", "role": "COORDINATOR", "isConfirmed": False}
    assert nothing_yet == {"bassins": [], "grants": []}
    assert state(liege, invitation)["state"] == "CONFIRMED"
    name = state(liege, invitation)["person"]["displayName"]
    assert state(liege, invitation)["acceptedBy"]["displayName"] == name
    wait_for_role(guest)
    assert guest.ask("{ viewer { account { displayName } } }")["viewer"]["account"]["displayName"] == name


def test_a_link_is_kept_only_as_its_hash_and_the_register_names_nobody(api: Api, liege: Client) -> None:
    person = marie()
    [(_, link)] = invited(liege, person)
    rows = in_database(api, b"select t::text from console.person_invitation as t")
    events = in_database(api, b"select convert_from(state, 'utf8') from ledger.event")

    assert not [row for [row] in rows if link.partition("cle=")[2] in row or person["familyName"] in row]
    assert not [event for [event] in events if person["familyName"] in event or person["email"] in event]


def test_a_stolen_link_gives_nothing_and_is_declined(api: Api, liege: Client) -> None:
    (thief, thiefs), (guest, account) = newcomer(api), newcomer(api)
    [(invitation, link)] = invited(liege)
    accept(thief, link)

    assert refused_link(guest, link) == "INVITATION_LINK_REFUSED"
    assert state(liege, invitation)["acceptedBy"]["id"] == thiefs
    wrong = liege.refused("confirmPersonInvitation", invitationId=invitation, accountId=account)
    liege.done("declinePersonInvitation", DONE, invitationId=invitation, accountId=thiefs)
    [renewed] = liege.done("renewPersonInvitation", SENT, invitationId=invitation)
    assert (wrong["code"], wrong["rule"]["key"]) == ("INVITATION_NOT_ACCEPTED", "REGISTRE")
    assert refused_link(thief, link) == "INVITATION_LINK_REFUSED"
    accept(guest, renewed["link"])
    late = liege.refused("confirmPersonInvitation", invitationId=invitation, accountId=thiefs)
    liege.done("confirmPersonInvitation", DONE, invitationId=invitation, accountId=account)
    wait_for_role(guest)
    assert late["code"] == "INVITATION_NOT_ACCEPTED"
    assert thief.ask(ROLES)["viewer"] == {"bassins": [], "grants": []}


def test_a_link_is_dead_once_withdrawn_replaced_or_old(api: Api, liege: Client) -> None:
    guest, _ = newcomer(api)
    (withdrawn, one), (replaced, two), (old, three) = invited(liege, marie(), marie(), marie())
    liege.done("withdrawPersonInvitation", DONE, invitationId=withdrawn)
    liege.done("withdrawPersonInvitation", DONE, invitationId=withdrawn)
    [renewed] = liege.done("renewPersonInvitation", SENT, invitationId=replaced)
    key = UUID(old.partition(":")[2])
    in_database(api, b"update console.person_invitation set expires_at = now() where id = %s", key)

    assert {refused_link(guest, each) for each in (one, two, three)} == {"INVITATION_LINK_REFUSED"}
    assert [state(liege, each)["state"] for each in (withdrawn, replaced, old)] == ["WITHDRAWN", "OPEN", "EXPIRED"]
    over = liege.refused("renewPersonInvitation", invitationId=withdrawn)
    assert (over["code"], over["rule"]["key"]) == ("INVITATION_ENDED", "REGISTRE")
    [again] = liege.done("renewPersonInvitation", SENT, invitationId=old)
    assert accept(guest, renewed["link"]) == accept(guest, again["link"])


def test_of_two_accounts_at_once_one_accepts(api: Api, liege: Client) -> None:
    guests = [newcomer(api)[0] for _ in range(2)]
    for _ in range(5):
        [(_, link)] = invited(liege)
        start = Barrier(len(guests))

        def race(guest: Client, link: str = link, start: Barrier = start) -> bool:
            start.wait()
            return not guest.do("acceptPersonInvitation", ACCEPTED, link=link)["userErrors"]

        with ThreadPoolExecutor(len(guests)) as threads:
            assert sorted(threads.map(race, guests)) == [False, True]


def test_a_confirmation_and_a_withdrawal_at_once_leave_one(api: Api, liege: Client) -> None:
    for _ in range(5):
        guest, account = newcomer(api)
        [(invitation, link)] = invited(liege, marie(role="READER"))
        accept(guest, link)
        start = Barrier(2)

        def confirm(invitation: str = invitation, account: str = account, start: Barrier = start) -> bool:
            start.wait()
            asked = {"invitationId": invitation, "accountId": account}
            return not liege.do("confirmPersonInvitation", DONE, **asked)["userErrors"]

        def withdraw(invitation: str = invitation, start: Barrier = start) -> bool:
            start.wait()
            return not liege.do("withdrawPersonInvitation", DONE, invitationId=invitation)["userErrors"]

        with ThreadPoolExecutor(2) as threads:
            confirmed, withdrawn = [each.result() for each in (threads.submit(confirm), threads.submit(withdraw))]
        assert confirmed is not withdrawn
        assert state(liege, invitation)["state"] == ("CONFIRMED" if confirmed else "WITHDRAWN")


def test_links_cannot_be_guessed(api: Api, liege: Client) -> None:
    guest, _ = newcomer(api)
    [(_, link)] = invited(liege)
    mutation = (
        "mutation ($input: AcceptPersonInvitationInput!)"
        " { acceptPersonInvitation(input: $input) { userErrors { code } } }"
    )
    codes = []
    for _ in range(12):
        answer = guest.post(mutation, {"input": {"link": uuid4().hex}})
        errors = answer.get("errors")
        codes.append(
            errors[0]["extensions"]["code"]
            if errors
            else answer["data"]["acceptPersonInvitation"]["userErrors"][0]["code"]
        )

    assert codes == ["INVITATION_LINK_REFUSED"] * 10 + ["TOO_MANY_LINKS"] * 2
    assert guest.refusal(mutation, input={"link": link}) == "TOO_MANY_LINKS"
    assert api.visitor.refusal(mutation, input={"link": link}) == "UNAUTHENTICATED"
    assert accept(newcomer(api)[0], link)


def test_an_inviter_without_its_role_confirms_nothing(api: Api, liege: Client) -> None:
    subject = f"coordination-{uuid4().hex}"
    inviter, (guest, account) = api.granted(subject, Role.COORDINATOR, Bassin.LIEGE), newcomer(api)
    [(invitation, link)] = invited(inviter)
    accept(guest, link)
    with in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)):
        api.installation.platform.revoke_access(Bassin.LIEGE, api.account(subject), Role.COORDINATOR, on=TODAY)

    assert inviter.code_of("confirmPersonInvitation", invitationId=invitation, accountId=account) == "FORBIDDEN"
    assert state(liege, invitation)["state"] == "ACCEPTED"
    liege.done("confirmPersonInvitation", DONE, invitationId=invitation, accountId=account)
    wait_for_role(guest)


def test_nobody_accepts_or_confirms_for_itself(api: Api, liege: Client) -> None:
    subject = f"coordination-{uuid4().hex}"
    other = api.granted(subject, Role.COORDINATOR, Bassin.LIEGE)
    [(invitation, link)] = invited(liege)

    own = liege.refused("acceptPersonInvitation", link=link)
    accept(other, link)
    itself = other.refused(
        "confirmPersonInvitation", invitationId=invitation, accountId=f"Account:{api.account(subject)}"
    )
    assert own["code"] == itself["code"] == "OWN_INVITATION"


def test_a_role_that_was_taken_back_is_not_given_again(api: Api, liege: Client) -> None:
    guest, account = newcomer(api)
    [(invitation, link)] = invited(liege, marie(role="READER"))
    accept(guest, link)
    asked = {"invitationId": invitation, "accountId": account}
    liege.done("confirmPersonInvitation", DONE, **asked)
    liege.done("revokeAccess", "instance { id }", bassin="LIEGE", accountId=account, role="READER")
    liege.done("confirmPersonInvitation", DONE, **asked)

    over = guest.refused("acceptPersonInvitation", link=link)
    assert guest.ask("{ viewer { bassins } }")["viewer"]["bassins"] == []
    assert (over["code"], over["rule"]["key"]) == ("INVITATION_ENDED", "REGISTRE")
    assert "le rôle qu'elle donnait a été retiré" in over["message"]


def test_a_role_that_was_given_again_is_accepted_again(api: Api, liege: Client) -> None:
    guest, account = newcomer(api)
    [(invitation, link)] = invited(liege, marie(role="READER"))
    accept(guest, link)
    liege.done("confirmPersonInvitation", DONE, invitationId=invitation, accountId=account)
    held = accept(guest, link)
    of_reader = {"bassin": "LIEGE", "accountId": account, "role": "READER"}
    liege.done("revokeAccess", "instance { id }", **of_reader)
    liege.done("grantAccess", "instance { id }", **of_reader)

    assert held["isConfirmed"]
    assert accept(guest, link)["isConfirmed"]


def test_an_administrator_invites_a_first_coordinator_only(api: Api, liege: Client, administrator: Client) -> None:
    with in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)):
        api.installation.platform.establish_instance(Bassin.HUY_WAREMME, on=TODAY)
    api.catch_up()
    (guest, account), persons = newcomer(api), [marie()]
    huy = {"bassin": "HUY_WAREMME", "persons": persons}
    refusals = [
        administrator.refused("invitePerson", bassin="LIEGE", persons=persons)["code"],
        administrator.refused("invitePerson", bassin="HUY_WAREMME", persons=[marie(role="READER")])["code"],
        administrator.refused("invitePerson", bassin="LUXEMBOURG", persons=persons)["code"],
        liege.code_of("invitePerson", **huy),
    ]
    [sent] = administrator.done("invitePerson", SENT, **huy)
    accept(guest, sent["link"])
    administrator.done("confirmPersonInvitation", DONE, invitationId=sent["id"], accountId=account)

    assert refusals == ["FIRST_COORDINATOR_ONLY", "FIRST_COORDINATOR_ONLY", "NOT_FOUND", "FORBIDDEN"]
    wait_for_role(guest)
    assert administrator.refused("invitePerson", **huy)["code"] == "FIRST_COORDINATOR_ONLY"


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"email": "marie"}, "persons.0.email"),
        ({"email": "a@b@c.be"}, "persons.0.email"),
        ({"email": ""}, "persons.0.email"),
        ({"familyName": " "}, "persons.0.familyName"),
        ({"role": "ADMINISTRATOR"}, "persons.0.role"),
        ({"personId": f"Person:{NOBODY}"}, "persons.0.givenName"),
    ],
)
def test_a_wrong_field_is_named(liege: Client, changed: dict[str, str], path: str) -> None:
    error = liege.refused("invitePerson", bassin="LIEGE", persons=[marie(**changed)])

    assert (error["code"], ".".join(error["path"])) == ("INVALID", f"input.{path}")


def test_ten_persons_are_invited_at_once_and_no_eleventh(liege: Client) -> None:
    command, persons = str(uuid4()), [marie() for _ in range(10)]
    first = invited(liege, *persons, commandId=command)
    again = invited(liege, *persons, commandId=command)

    assert len({link for _, link in first}) == 10
    assert [(each, bool(link)) for each, link in again] == [(each, False) for each, _ in first]
    assert liege.refused("invitePerson", bassin="LIEGE", persons=[*persons, marie()])["code"] == "INVALID"
    assert liege.refused("invitePerson", bassin="LIEGE", persons=[])["code"] == "INVALID"
    other = liege.refused("invitePerson", bassin="LIEGE", persons=[marie()], commandId=command)
    assert other["code"] == "COMMAND_REUSED"


def test_of_a_registered_person_an_administrator_confirms(api: Api, liege: Client, administrator: Client) -> None:
    names = {"givenName": "Anne", "familyName": f"Durand{uuid4().hex[:6]}"}
    person = liege.done("registerPerson", "person { id }", **names)["id"]
    guest, account = newcomer(api)
    [(invitation, link)] = invited(liege, {"personId": person})
    accept(guest, link)
    asked = {"invitationId": invitation, "accountId": account}

    assert liege.code_of("confirmPersonInvitation", **asked) == "FORBIDDEN"
    administrator.done("confirmPersonInvitation", DONE, **asked)
    shown = guest.ask("{ viewer { account { person { id } } grants { role } } }")["viewer"]
    assert shown == {"account": {"person": {"id": person}}, "grants": []}


def test_the_list_and_the_answers_are_for_those_of_the_instance(api: Api, liege: Client, namur: Client) -> None:
    reader = api.granted(f"reader-{uuid4().hex}", Role.READER, Bassin.LIEGE)
    [(invitation, _)] = invited(liege)

    assert {by.refusal(LISTED, bassin="LIEGE") for by in (reader, namur)} == {"FORBIDDEN"}
    assert api.visitor.refusal(LISTED, bassin="LIEGE") == "UNAUTHENTICATED"
    assert namur.refused("withdrawPersonInvitation", invitationId=invitation)["code"] == "NOT_FOUND"
    assert reader.code_of("withdrawPersonInvitation", invitationId=invitation) == "FORBIDDEN"


def test_a_forgotten_person_has_no_invitation(api: Api, liege: Client, administrator: Client) -> None:
    guest, _ = newcomer(api)
    [(invitation, link)] = invited(liege)
    person = state(liege, invitation)["person"]["id"]
    administrator.done("forgetPerson", "forgottenPerson { person { id } }", personId=person)

    assert refused_link(guest, link) == "INVITATION_LINK_REFUSED"
    assert invitation not in {each["id"] for each in liege.ask(LISTED, bassin="LIEGE")["personInvitations"]}


def test_a_forgotten_inviter_leaves_no_open_link(api: Api, liege: Client, administrator: Client) -> None:
    subject = f"coordination-{uuid4().hex}"
    inviter, (guest, _) = api.granted(subject, Role.COORDINATOR, Bassin.LIEGE), newcomer(api)
    person = liege.done("registerPerson", "person { id }", givenName="Paul", familyName=f"Petit{uuid4().hex[:6]}")[
        "id"
    ]
    administrator.done("linkAccount", "person { id }", accountId=f"Account:{api.account(subject)}", personId=person)
    [(_, link)] = invited(inviter)
    administrator.done("forgetPerson", "forgottenPerson { person { id } }", personId=person)

    assert refused_link(guest, link) == "INVITATION_LINK_REFUSED"


def test_no_log_has_the_name_the_address_or_the_secret(
    api: Api, liege: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    person = marie()
    [(invitation, link)] = invited(liege, person)
    guest, account = newcomer(api)
    accept(guest, link)
    liege.done("confirmPersonInvitation", DONE, invitationId=invitation, accountId=account)
    refused_link(newcomer(api)[0], link)
    written = "".join(capfd.readouterr())

    assert "path=/graphql" in written
    assert not [
        each for each in (person["familyName"], person["email"], link.partition("cle=")[2]) if each in written
    ]


def test_an_administrator_finds_the_invited_persons_and_no_other(liege: Client, administrator: Client) -> None:
    search = "query ($search: String!) { people(search: $search) { id displayName } }"
    liege.done("registerPerson", "person { id }", givenName="Paul", familyName="Inscrit")
    invited(liege, marie(familyName="Conviée"))

    [found] = administrator.ask(search, search="conviee")["people"]
    person = administrator.ask("query ($id: ID!) { person(id: $id) { displayName } }", id=found["id"])["person"]
    changed = administrator.code_of("amendPerson", bassin="LIEGE", personId=found["id"], familyName="Autre")

    assert person["displayName"] == found["displayName"] == "Marie Conviée"
    assert administrator.ask(search, search="inscrit")["people"] == []
    assert changed == "FORBIDDEN"
