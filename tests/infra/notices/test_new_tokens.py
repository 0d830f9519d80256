"""An API token of an account: its person gets a mail, once, and nothing of the token is in it."""

from datetime import timedelta
from uuid import UUID

from tests.api.api_tokens import created
from tests.infra.notices.conftest import ORIGIN, Clock, Notified, address
from tests.infra.notices.mail_server import text_of

NAME = "Tableur confidentiel"


def linked(notified: Notified) -> None:
    """Links the account that creates the tokens to the first person. It has no token yet."""
    notified.run("delete from console.api_token")
    vault = notified.api.installation.vault
    vault.link(notified.api.account("coordination-liege"), UUID(notified.persons[0].partition(":")[2]))


def test_the_person_of_an_account_is_told_of_its_new_token_once(notified: Notified, clock: Clock) -> None:
    linked(notified)
    secret = created(notified.by, name=NAME)["secret"]

    assert notified.step() == 1
    clock.pass_by(minutes=5)
    assert notified.step() == 0

    [(to, _)], [mail] = notified.box.kept, notified.box.mails
    text = text_of(mail)
    assert (to, mail["Subject"]) == (address(0), "Un jeton d'accès est créé")
    assert f"{ORIGIN}/jetons" in text
    assert NAME not in text
    assert secret not in text


def test_each_token_has_its_mail_and_one_of_long_ago_has_none(notified: Notified, clock: Clock) -> None:
    linked(notified)
    created(notified.by)
    created(notified.by)
    notified.run("update console.api_token set created_at = created_at - %s where id = (%s)", *oldest(notified))

    assert notified.step() == 1


def oldest(notified: Notified) -> tuple[timedelta, UUID]:
    tokens = notified.api.installation.vault.api_tokens_of([notified.api.account("coordination-liege")])
    return timedelta(days=4), tokens[-1].id
