"""An address that is missing or refused is a task of the coordinator, until it is given."""

from tests.api.documents import stored
from tests.api.given import day
from tests.infra.notices.acts import browser_of
from tests.infra.notices.conftest import Notified, address, person

TASK = "Donner une adresse à Anne Dupont"


def tasks_of(notified: Notified, subject: str) -> str:
    return browser_of(notified, subject).get("/a-faire").text.replace("&#39;", "'")


def without_address(notified: Notified, number: int) -> str:
    key = notified.persons[number].partition(":")[2]
    notified.run("update vault.person set email = null where id = %s", key)
    notified.run("delete from vault.former_address")
    return f"/personnes/{key}/actes/rectifier"


def test_a_missing_and_a_refused_address_are_tasks_until_they_are_given(notified: Notified) -> None:
    missing = without_address(notified, 0)
    refused = f"/personnes/{notified.persons[1].partition(':')[2]}/actes/rectifier"
    notified.box.refused[address(1)] = "550 No such user"
    assert TASK not in tasks_of(notified, "coordination-liege")
    notified.convene(50)
    notified.step()

    page = tasks_of(notified, "coordination-liege")
    assert page.count(TASK) >= 2
    assert missing in page
    assert refused in page
    assert "Rien ne vous attend" not in page
    assert browser_of(notified, "coordination-liege").get(missing).status_code == 200
    assert TASK not in tasks_of(notified, "coordination-namur")

    notified.amend(0, "donnee@exemple.be")
    notified.amend(1, "corrigee@exemple.be")
    assert TASK not in tasks_of(notified, "coordination-liege")


def test_the_address_of_a_person_without_a_seat_is_no_task(notified: Notified) -> None:
    missing = without_address(notified, 2)
    notified.convene(51)
    notified.step()
    assert missing in tasks_of(notified, "coordination-liege")

    new = person(notified.by, "nouvelle@exemple.be", "Nouvelle")
    asked = {"poleId": notified.pole, "operatorId": notified.members[2], "sha256": stored(notified.by)}
    notified.by.done("replaceRepresentative", "pole { id }", representativeId=new, effectiveOn=day(0), **asked)

    assert missing not in tasks_of(notified, "coordination-liege")
