"""Attacks on the links of invitations: second identities, accounts in use, late answers, and guesses at once."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.given import Api, Client
from tests.api.person_invitations import (
    DONE,
    LISTED,
    ROLES,
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


def person(api: Api, *accounts: str) -> str:
    """A person of the vault, to whom these accounts belong."""
    vault = api.installation.vault
    registered = vault.register_person(given_name="Paul", family_name=f"Petit{uuid4().hex[:8]}", bassins=["liege"])
    for account in accounts:
        vault.link(UUID(account.removeprefix("Account:")), registered)
    return f"Person:{registered}"


def test_an_inviter_gives_nothing_to_a_second_account_of_its_own(api: Api, liege: Client) -> None:
    subject, (second, account) = f"coordination-{uuid4().hex}", newcomer(api)
    assert liege
    inviter = api.granted(subject, Role.COORDINATOR, Bassin.LIEGE)
    [(invitation, link), (_, other)] = invited(inviter, marie(), marie())
    accept(second, link)
    person(api, f"Account:{api.account(subject)}", account)

    itself = inviter.refused("confirmPersonInvitation", invitationId=invitation, accountId=account)
    assert itself["code"] == "OWN_INVITATION"
    assert refused_link(second, other) == "OWN_INVITATION"
    assert second.ask(ROLES)["viewer"] == {"bassins": [], "grants": []}


def test_an_account_of_a_person_stays_theirs_and_receives_a_role_once(api: Api, liege: Client) -> None:
    guest, account = newcomer(api)
    owner = person(api, account)
    for _ in range(2):
        [(invitation, link)] = invited(liege, marie(role="READER"))
        accept(guest, link)
        liege.done("confirmPersonInvitation", DONE, invitationId=invitation, accountId=account)
    wait_for_role(guest)
    [(_, seat)] = invited(liege, marie(role=None))

    shown = guest.ask("{ viewer { account { person { id } } grants { role } } }")["viewer"]
    assert shown == {"account": {"person": {"id": owner}}, "grants": [{"role": "READER"}]}
    assert refused_link(guest, seat) == "INVITATION_OF_OTHER_PERSON"


def test_a_withdrawal_after_the_acceptance_leaves_nothing(api: Api, liege: Client) -> None:
    guest, account = newcomer(api)
    [(invitation, link)] = invited(liege)
    accept(guest, link)
    liege.done("withdrawPersonInvitation", DONE, invitationId=invitation)

    late = liege.refused("confirmPersonInvitation", invitationId=invitation, accountId=account)
    assert late["code"] == "INVITATION_ENDED"
    assert refused_link(guest, link) == "INVITATION_LINK_REFUSED"
    assert guest.ask(ROLES)["viewer"] == {"bassins": [], "grants": []}


def test_an_acceptance_without_an_answer_ends_by_itself(api: Api, liege: Client) -> None:
    guest, account = newcomer(api)
    (old, link), (recent, _) = invited(liege, marie(), marie())
    accept(guest, link)
    for each, days in ((old, 31), (recent, 29)):
        past = (
            b"update console.person_invitation set expires_at = now() - make_interval(days => %s),"
            b" accepted_at = accepted_at - make_interval(days => %s) where id = %s"
        )
        in_database(api, past, days, days, UUID(each.partition(":")[2]))
    invited(liege)

    listed = {each["id"] for each in liege.ask(LISTED, bassin="LIEGE")["personInvitations"]}
    assert (old in listed, recent in listed) == (False, True)
    assert refused_link(guest, link) == "INVITATION_LINK_REFUSED"
    gone = liege.refused("confirmPersonInvitation", invitationId=old, accountId=account)
    assert gone["code"] == "NOT_FOUND"


def test_guesses_at_once_are_counted_too(api: Api, liege: Client) -> None:
    guest, _ = newcomer(api)
    mutation = "mutation ($link: String!) { acceptPersonInvitation(input: { link: $link }) { userErrors { code } } }"

    def guess(_: int) -> bool:
        return "errors" not in guest.post(mutation, {"link": uuid4().hex})

    with ThreadPoolExecutor(8) as threads:
        looked_up = list(threads.map(guess, range(32)))

    assert 0 < sum(looked_up) <= 10


def test_a_list_of_invitations_has_an_end(api: Api, liege: Client) -> None:
    for _ in range(11):
        invited(liege, *(marie() for _ in range(10)))

    state(liege, invited(liege)[0][0])
    assert len(liege.ask(LISTED, bassin="LIEGE")["personInvitations"]) == 100
