"""`/instances/{bassin}/operateurs/actes/inscrire`: registration of an operator, with its sites in one transaction."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID, uuid5

from msgspec.structs import replace

from efe_infra.console.forms.content_fields import options_of
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import Offers
from efe_infra.console.forms.outcome import Created, CreatedObject, Creation, Done
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.forms.submission import COMMAND, Submission
from efe_infra.console.language.translatable import tr
from efe_infra.console.operator.choices import commune_search
from efe_infra.console.operator.forms import COMMUNES, REGISTRATION
from efe_infra.console.operator.generated import (
    OPERATOR_REGISTRATION,
    REGISTER_WITH_SITES,
    RegisterWithSitesCommandPayload,
)
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.web.form_body import Fields
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import bassin_at

pages = page_router(multilingual=True)


class RegistrationPage(CommandPage):
    """Form of a registration. A dry run concerns the operator alone: its sites follow from it."""

    def follow_up_words(self, _answer: Done, submission: Submission) -> Iterator[str]:
        for commune in submission.typed[COMMUNES].splitlines():
            yield tr("Puis son site à %(commune)s est ouvert.", commune=self.searches[COMMUNES].words_of(commune))

    async def perform(self, submission: Submission, values: dict[str, Any]) -> Done:
        communes = submission.typed[COMMUNES].splitlines()
        if not communes or values.get("dryRun"):
            return await super().perform(submission, values)
        commands = [{"registerOperator": values}, *(self._site(values, each) for each in communes)]
        answers = (await self.visit.ask(REGISTER_WITH_SITES, commands=commands)).answers
        return registered(answers)

    def _site(self, registration: dict[str, Any], commune: str) -> dict[str, Any]:
        command = UUID(registration[COMMAND])
        shared = {name: registration[name] for name in ("bassin", "effectiveOn", "source") if name in registration}
        site = {"operatorId": f"Operator:={command}", "commune": commune, COMMAND: str(uuid5(command, commune))}
        return {"openSite": {**shared, **site}}


def registered(answers: Sequence[RegisterWithSitesCommandPayload]) -> Created:
    """Returns the answers to a registration and its sites as that of one command; the path of a site is its list."""
    first, *sites = answers
    own = [each for each in first.user_errors if each.code != "ALL_OR_NOTHING"]
    others = [each for site in sites for each in site.user_errors if each.code != "ALL_OR_NOTHING"]
    renamed = [replace(each, path=("input", COMMUNES)) if "commune" in each.path else each for each in others]
    position = max((each.position for each in answers if each.position is not None), default=None)
    new_operator = CreatedObject(id=first.id) if first.id else None
    return Created(done=Creation(position=position, user_errors=(*own, *renamed), made=new_operator))


@form_at(pages, "/instances/{bassin}/operateurs/actes/inscrire")
async def registration_page(visit: PageRequest, bassin: str, form: Fields) -> RegistrationPage:
    name = bassin_at(bassin)
    response = await visit.ask(OPERATOR_REGISTRATION, bassin=name)
    instance = response.instance
    return RegistrationPage(
        visit=visit,
        command=REGISTRATION,
        frame=response,
        subject_link=(tr("Opérateurs de %(name)s", name=BASSINS[name]), f"/instances/{bassin}/operateurs"),
        offers=Offers.of(instance.available_commands if instance else None),
        fixed={"bassin": name},
        options={"kind": options_of("OperatorKind"), "scheme": options_of("NumberScheme")},
        searches={COMMUNES: commune_search(form, COMMUNES, [name])},
        bassin=name,
    )
