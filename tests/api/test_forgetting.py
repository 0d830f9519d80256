"""A person is forgotten: the register keeps an id that names nobody, and whatever was shown goes on without names."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from efe_domain.access.grants import Role
from efe_domain.access.person import PersonIsForgotten
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_graphql.request.forgetting import forget
from efe_infra.composition import Installation, account_closure
from efe_infra.identity.local_issuer import ISSUER
from efe_infra.people.vault import PersonVault
from efe_infra.read_model.rebuild import rebuild
from efe_projections.catalogue import PROJECTIONS
from tests.api.forgotten_person import MARIE, Story
from tests.api.given import TODAY, Api, Client

pytestmark = pytest.mark.platform("module")

TRAIL = """
    { auditTrail(bassin: LIEGE, first: 100) { edges { node {
        seq kind leaf actor { id person { displayName } } subject { __typename id } changes { field before after }
    } } } }
"""


@pytest.fixture
def administrator(api: Api) -> Client:
    return api.granted("administration", Role.ADMINISTRATOR)


@pytest.fixture
def story(api: Api, liege: Client, administrator: Client) -> Story:
    return Story(api, liege, administrator)


def nobody(person: str) -> dict[str, Any]:
    return {"id": person, **dict.fromkeys(MARIE), "forgotten": True, "displayName": "Personne oubliée"}


def test_a_person_has_a_name_until_it_is_forgotten(story: Story) -> None:
    before = story.representatives()

    forgotten = story.forget(reason="REQUESTED")

    assert before == [{"id": story.person, **MARIE, "forgotten": False, "displayName": "Marie Dupont"}]
    assert forgotten == {
        "id": forgotten["id"],
        "reason": "REQUESTED",
        "forgottenOn": date.isoformat(TODAY),
        "person": nobody(story.person),
    }
    assert story.representatives() == [nobody(story.person)]


def test_nothing_that_was_recorded_moves(story: Story) -> None:
    before = story.events()

    story.forget()

    assert story.events()[: len(before)] == before
    [added] = story.events()[len(before) :]
    assert (added[2], added[3]) == (story.id, "person.forgotten.v1")


@pytest.mark.platform("own")
def test_the_trail_still_reads_and_is_rebuilt_the_same(story: Story) -> None:
    before = story.liege.ask(TRAIL)["auditTrail"]["edges"]

    story.forget()
    after = story.liege.ask(TRAIL)["auditTrail"]["edges"]
    rebuild(story.api.installation.database, PROJECTIONS)

    assert after[: len(before)] == before
    assert after[-1]["node"]["kind"] == "person.forgotten.v1"
    assert after[-1]["node"]["subject"] == {"__typename": "ForgottenPerson", "id": f"ForgottenPerson:{story.id}"}
    assert story.liege.ask(TRAIL)["auditTrail"]["edges"] == after


def test_who_is_forgotten_acts_no_more(story: Story) -> None:
    before = story.marie.ask("{ viewer { account { id } poles { id } } }")["viewer"]

    story.forget()

    assert before == {"account": {"id": f"Account:{story.account}"}, "poles": [{"id": story.pole}]}
    assert refusal_of(story.marie) == "ACCOUNT_IS_CLOSED"
    assert story.vault.known_account(ISSUER, story.subject) is None


def refusal_of(client: Client) -> str:
    """Returns the code with which a request is refused before any field of it is answered."""
    answer = client.post("{ viewer { account { id } poles { id } } }", {})
    assert "data" not in answer
    return str(answer["errors"][0]["extensions"]["code"])


def test_the_roles_of_a_forgotten_account_are_held_by_nobody(story: Story) -> None:
    story.liege.done(
        "grantAccess", "instance { id }", bassin="LIEGE", accountId=f"Account:{story.account}", role="COORDINATOR"
    )
    held = story.marie.ask("{ viewer { bassins } }")["viewer"]["bassins"]

    story.forget()

    assert held == ["LIEGE"]
    assert refusal_of(story.marie) == "ACCOUNT_IS_CLOSED"
    again = {"bassin": "LIEGE", "accountId": f"Account:{story.account}", "role": "READER"}
    assert story.liege.refused("grantAccess", **again)["code"] == "NOT_FOUND"
    assert story.vault.account(story.account) is None


def test_a_forgotten_person_is_not_named_anew(story: Story) -> None:
    story.forget()

    codes = [
        story.liege.refused(
            "replaceRepresentative", poleId=story.pole, operatorId=story.other, representativeId=story.person
        )["code"],
        story.administrator.refused(
            "linkAccount", accountId=f"Account:{story.api.account('other')}", personId=story.person
        )["code"],
        story.liege.refused("registerPerson", **MARIE, commandId=story.command)["code"],
    ]

    assert codes == ["NOT_FOUND", "NOT_FOUND", "PERSON_IS_FORGOTTEN"]
    assert story.vault.person(story.id) is None


def test_a_command_to_forget_is_repeated_with_the_same_answer(story: Story) -> None:
    command = str(uuid4())

    first = story.forget(commandId=command)
    events = story.events()
    second = story.forget(commandId=command)
    other = story.administrator.refused("forgetPerson", personId=story.person)

    assert first == second
    assert other["code"] == "PERSON_IS_FORGOTTEN"
    assert story.events() == events


def test_only_an_administrator_forgets_and_only_whom_the_vault_knows(story: Story) -> None:
    unknown = f"Person:{uuid4()}"

    codes = [
        story.liege.code_of("forgetPerson", personId=story.person),
        story.marie.code_of("forgetPerson", personId=story.person),
        story.liege.code_of("forgetPerson", personId=unknown),
        story.administrator.refused("forgetPerson", personId=unknown)["code"],
    ]

    assert codes == ["FORBIDDEN", "FORBIDDEN", "FORBIDDEN", "NOT_FOUND"]
    assert story.representatives()[0]["givenName"] == "Marie"


class Dying(PersonVault):
    """Stops where it is told to, as a process that is killed does."""

    dies = "before"

    def forget(self, person_id: UUID) -> None:
        if self.dies == "before":
            raise ConnectionError
        super().forget(person_id)

    def _rewrite_files(self) -> None:
        raise ConnectionError


@pytest.mark.parametrize("dies", ["before", "between"])
@pytest.mark.parametrize("mended", ["command", "start"])
def test_what_a_dead_process_left_half_done_is_finished(story: Story, dies: str, mended: str) -> None:
    installation: Installation = story.api.installation
    context = CommandContext(actor=SYSTEM_CLI, today=TODAY, command_id=uuid4())

    with Dying(installation.database, account_closure(installation.settings)) as dying, in_context(context):
        dying.dies = dies
        with pytest.raises(ConnectionError):
            forget(installation.platform, dying, story.id, reason=None, on=None)
    events = story.events()

    if mended == "command":
        with in_context(context):
            outcome = forget(installation.platform, story.vault, story.id, reason=None, on=None)
        assert outcome.repeated
    else:
        story.vault.settle()

    assert story.vault.person(story.id) is None
    assert story.vault.accounts_of(story.id) == []
    assert story.events() == events
    assert events[-1][3] == "person.forgotten.v1"


@pytest.mark.parametrize("way", ["command line", "interface"])
def test_another_demand_is_refused_and_finishes_what_a_dead_process_left(story: Story, way: str) -> None:
    installation: Installation = story.api.installation
    first, other = (CommandContext(actor=SYSTEM_CLI, today=TODAY, command_id=uuid4()) for _ in range(2))
    dying_vault = Dying(installation.database, account_closure(installation.settings))
    with dying_vault as dying, in_context(first), pytest.raises(ConnectionError):
        forget(installation.platform, dying, story.id, reason=None, on=None)
    left, events = story.vault.person(story.id), story.events()

    if way == "interface":
        assert story.administrator.refused("forgetPerson", personId=story.person)["code"] == "PERSON_IS_FORGOTTEN"
    else:
        with in_context(other), pytest.raises(PersonIsForgotten):
            forget(installation.platform, story.vault, story.id, reason=None, on=None)

    assert left is not None
    assert story.vault.person(story.id) is None
    assert story.events() == events
