"""A webhook that the platform stops: its owner gets a mail."""

from uuid import UUID

from efe_infra.composition import webhook_desk
from efe_infra.console.webhooks.desk import HookOwner
from efe_infra.hooks.deliveries import DeliveryQueue, EndReason, HookState
from efe_infra.identity.local_issuer import ISSUER
from tests.infra.notices.conftest import ORIGIN, Notified, address
from tests.infra.notices.mail_server import text_of


def test_the_owner_of_a_hook_that_stops_gets_a_mail(notified: Notified) -> None:
    owner, vault = HookOwner(ISSUER, "coordination-liege"), notified.api.installation.vault
    vault.link(notified.api.account(owner.subject), UUID(notified.persons[0].partition(":")[2]))
    with webhook_desk(notified.api.installation) as desk:
        hook = desk.create(owner, "https://exemple.be/secret", ["liege"], []).id
    with notified.leading() as leader:
        for _ in range(2):
            DeliveryQueue(leader.sender.writing).stop(hook, HookState.DISABLED, EndReason.GONE, notified.clock.now)

    assert notified.step() == 1

    [(to, _)], [mail] = notified.box.kept, notified.box.mails
    text = text_of(mail)
    assert (to, mail["Subject"]) == (address(0), "Un webhook s'est arrêté")
    assert f"{ORIGIN}/webhooks/{hook}" in text
    assert "exemple.be/secret" not in text
