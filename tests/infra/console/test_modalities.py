"""Modalities of a pôle on the pages: the Instance proposes, the pôle decides, the Instance puts them in force."""

from tests.api.decisions import met, propose, say
from tests.api.given import Api, Client, a_composed_pole, day
from tests.infra.console.browser import Browser
from tests.infra.console.command_forms import hidden
from tests.infra.console.signing_in import signed_in

PROPOSED = "query ($id: ID!) { pole(id: $id) { dossier { proposedModalities { contentHash } } } }"
VALUES = {"meetingEveryMonths": "6", "quorumPercent": "", "remoteAllowed": "oui", "source": "", "effectiveOn": ""}


def test_the_next_step_leads_through_the_agreement_on_modalities(browser: Browser, platform: Api) -> None:
    signed_in(browser)
    liege = platform.client("coordination-liege")
    pole, members = a_composed_pole(liege)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-30))
    page = f"/poles/{pole.removeprefix('Pole:')}"
    form = f"{page}/actes/modalites"
    assert f'href="{form}"' in browser.get(page).text

    sent = browser.post(form, {**hidden(browser.get(form).text), **VALUES, "decisionId": ""})
    decides = browser.get(page).text
    decision = decided(liege, pole, members)
    again = browser.get(form).text
    agreed = browser.post(form, {**hidden(again), **VALUES, "decisionId": decision})

    assert (sent.status_code, agreed.status_code) == (303, 303)
    assert f"{page}/decisions/actes/proposer?sujet=modalities-" in decides
    assert 'value="6"' in again
    assert "Convenir des modalités du pôle" not in browser.get(page).text


def decided(by: Client, pole: str, members: list[str]) -> str:
    proposed = by.ask(PROPOSED, id=pole)["pole"]["dossier"]["proposedModalities"]
    subject = {"kind": "MODALITIES", "subjectId": pole, "subjectHash": proposed["contentHash"]}
    decision = propose(by, pole, **subject)
    for member in members:
        say(by, decision, member)
    by.done("adoptDecision", "decision { id }", decisionId=decision["id"], meetingId=met(by, pole, members, day(0)))
    return str(decision["id"])
