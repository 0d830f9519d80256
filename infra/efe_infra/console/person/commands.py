"""`/personnes/{key}/actes/{slug}`, `/instances/{bassin}/personnes/actes/inscrire`: forms on persons."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from starlette.responses import RedirectResponse, Response

from efe_infra.console.access.new_accounts import AccountPage, account_search
from efe_infra.console.forms.command_form import CommandForm, Option
from efe_infra.console.forms.content_fields import options_of
from efe_infra.console.forms.field_search import FieldSearch, search_field
from efe_infra.console.forms.handling import form_at
from efe_infra.console.forms.offers import NO, Offers, party_of
from efe_infra.console.forms.outcome import Created, Done
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.forms.submission import Submission
from efe_infra.console.language.translatable import tr
from efe_infra.console.person.forms import ACCOUNT_FIELD, FORGETTING, INSTEAD, LINKING, PERSON_COMMANDS, REGISTRATION
from efe_infra.console.person.generated import PERSON_COMMAND, PERSON_REGISTRATION, PERSONS_TO_CHOOSE
from efe_infra.console.person.page import administers
from efe_infra.console.register.ids import global_id, key_of
from efe_infra.console.register.labels import BASSINS, BY_NAME
from efe_infra.console.web.form_body import Fields
from efe_infra.console.web.page_request import PageRequest
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import check_coordinates
from efe_infra.console.web.refusals import NotHere, NotTheirs, bassin_at, require
from efe_infra.console.web.rendering import HEADERS

pages = page_router(multilingual=True)
ADMINISTRATORS_ONLY = tr("Cet acte est ouvert aux administrateurs de la plateforme.")


class VaultPage(CommandPage):
    """Form of a command on the vault alone: the page after it has a notice of its own."""

    notice: str = ""

    async def send(self, submission: Submission) -> Response:
        answer = await self.ask(submission)
        if isinstance(answer, Response):
            return answer
        return RedirectResponse(self.visit.link(self.path_after(answer), fait=self.notice), 303, headers=HEADERS)

    def path_after(self, _answer: Done) -> str:
        return self.subject_link[1]


class PersonRegistrationPage(VaultPage):
    notice = "inscrite"

    def path_after(self, answer: Done) -> str:
        new_person = answer.done.made if isinstance(answer, Created) else None
        return f"/personnes/{key_of(new_person.id)}" if new_person else self.subject_link[1]


class LinkPage(VaultPage, AccountPage):
    """Form that links an account."""

    notice = "reliee"


@form_at(pages, "/instances/{bassin}/personnes/actes/inscrire")
async def registration_page(visit: PageRequest, bassin: str) -> CommandPage:
    name = bassin_at(bassin)
    response = await visit.ask(PERSON_REGISTRATION)
    check_coordinates(response.viewer, name)
    return PersonRegistrationPage(
        visit=visit,
        command=REGISTRATION,
        frame=response,
        subject_link=(tr("Personnes de %(name)s", name=BASSINS[name]), f"/instances/{bassin}/personnes"),
        bassin=name,
    )


@form_at(pages, "/personnes/{key:uuid}/actes/{slug}")
async def person_command_page(visit: PageRequest, key: UUID, slug: str, form: Fields) -> CommandPage:
    """Builds the page of a form on a person; an administrator need not see their name."""
    command, person_id = require(PERSON_COMMANDS.get(slug)), global_id("Person", str(key))
    response = await visit.ask(PERSON_COMMAND, id=person_id)
    person, is_administrator = response.person, administers(response.viewer)
    if person is None and not is_administrator:
        raise NotHere
    for_administrators = command in {FORGETTING, LINKING}
    if for_administrators and not is_administrator:
        raise NotTheirs(ADMINISTRATORS_ONLY)
    offers = Offers.of(person.available_commands if person else None)
    acting = [
        party.bassin for each in offers.of_form(command).rows if each.possible != NO and (party := party_of(each))
    ]
    page = LinkPage if command is LINKING else CommandPage
    data = person and {
        "givenName": person.given_name,
        "familyName": person.family_name,
        "email": person.email,
        "function": person.function,
    }
    return page(
        visit=visit,
        command=command,
        frame=response,
        subject_link=(person.display_name if person else tr("Personne"), f"/personnes/{key}"),
        offers=offers if person and not for_administrators else None,
        fixed={"personId": person_id},
        options={
            "bassin": [Option(each, BASSINS[each]) for each in acting if each],
            "reason": options_of("ForgettingReason"),
        },
        searches=await searches_for(visit, command, form, person_id),
        bassin=next(iter(filter(None, acting)), BY_NAME[0]),
        subject=person_id,
        initial={name: value or "" for name, value in (data or {}).items()} | {"bassin": (acting or [""])[0] or ""},
    )


async def searches_for(
    visit: PageRequest, command: CommandForm, form: Fields, person_id: str
) -> Mapping[str, FieldSearch]:
    if command is FORGETTING:
        return {INSTEAD: await person_search(visit, form, INSTEAD, but=person_id)}
    if command is LINKING:
        return {ACCOUNT_FIELD: await account_search(visit, form)}
    return {}


async def person_search(visit: PageRequest, form: Fields, field: str, *, but: str = "") -> FieldSearch:
    """Returns the search of persons that the viewer may see."""

    async def find(text: str) -> Sequence[Option]:
        people = (await visit.ask(PERSONS_TO_CHOOSE, search=text)).people
        return [Option(each.id, each.display_name, note=each.function or "") for each in people if each.id != but]

    return await search_field(form, field, tr("Chercher une personne"), find)
