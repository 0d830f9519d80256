"""`/poles/{key}/actes/modalites`: modalities that the Instance proposes, then puts in force by a decision."""

from uuid import UUID

from efe_infra.console.forms.command_form import Option
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.translatable import tr
from efe_infra.console.pole.forms import MODALITIES
from efe_infra.console.pole.generated import DECISIONS_ON_MODALITIES, POLE_MODALITIES, PoleModalitiesPole
from efe_infra.console.register.ids import global_id
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import check_coordinates
from efe_infra.console.web.refusals import require

pages = page_router(multilingual=True)


@form_at(pages, "/poles/{key:uuid}/actes/modalites")
async def modalities_page(visit: PageRequest, key: UUID) -> CommandPage:
    response = await visit.ask(POLE_MODALITIES, id=global_id("Pole", str(key)))
    pole = require(response.pole)
    check_coordinates(response.viewer, pole.bassin)
    decisions = await adopted(visit, pole)
    return CommandPage(
        visit=visit,
        command=MODALITIES,
        frame=response,
        subject_link=(pole.name, f"/poles/{key}"),
        fixed={"poleId": pole.id},
        options={"decisionId": decisions},
        bassin=pole.bassin,
        subject=pole.id,
        version=pole.version,
        initial=initial(pole) | {"decisionId": decisions[0].value if decisions else ""},
    )


async def adopted(visit: PageRequest, pole: PoleModalitiesPole) -> list[Option]:
    """Returns the decisions that the pôle adopted on the proposed modalities."""
    proposed = pole.dossier.proposed_modalities if pole.dossier else None
    decisions = await visit.ask_all(DECISIONS_ON_MODALITIES, lambda answer: answer.decisions, pole=pole.id)
    return [
        Option(each.id, tr("%(title)s (adoptée le %(day)s)", title=each.title, day=each.adopted_on))
        for each in decisions
        if each.adopted_on and proposed and each.dossier and each.dossier.subject_hash == proposed.content_hash
    ]


def initial(pole: PoleModalitiesPole) -> dict[str, str]:
    """Returns the proposed modalities, or else those in force, as values of the form."""
    dossier = pole.dossier
    current = dossier and (dossier.proposed_modalities or dossier.modalities)
    if not current:
        return {}
    return {
        "meetingEveryMonths": str(current.meeting_every_months),
        "quorumPercent": str(current.quorum_percent or ""),
        "remoteAllowed": "oui" if current.remote_allowed else "",
        "agreementPerCollege": "oui" if current.agreement_per_college else "",
    }
