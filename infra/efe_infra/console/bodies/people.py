"""Form of a command that names a person, who may be registered with it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from starlette.responses import Response

from efe_domain.shared.texts import slug
from efe_infra.console.bodies.forms import NAMES, NEW, PERSON
from efe_infra.console.bodies.generated import KNOWN_PEOPLE, REGISTER_NEW_PERSON
from efe_infra.console.forms.command_form import Option
from efe_infra.console.forms.field_search import FieldSearch, search_field
from efe_infra.console.forms.outcome import Done, Outcome
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.forms.submission import COMMAND, InvalidForm, Submission
from efe_infra.console.forms.trial import PlannedLine, Trial
from efe_infra.console.language.translatable import Locale, tr
from efe_infra.console.web.form_body import Fields
from efe_infra.console.web.page_request import PageRequest


class PersonPage(CommandPage):
    """Form whose person may be a new one, who is registered before the command is sent.

    Both have idempotency keys of the form: a form that is sent again registers no second person. The platform checks
    the command only with a registered person, so that the dry run for a new one ends with the form.
    """

    async def rehearse(self, submission: Submission) -> Response:
        try:
            names = submission.variables(self.command, self.all_options).get(NEW)
        except InvalidForm:
            names = None
        if names is None:
            return await super().rehearse(submission)
        name = " ".join(names[each] for each in NAMES)
        first = tr("%(name)s : une nouvelle personne, inscrite puis nommée par cet acte.", name=name)
        note = tr("Le reste se vérifie à l'envoi, quand cette personne est inscrite.")
        sentence = first.render(Locale(self.visit.language))
        return replace(self, trial=Trial([PlannedLine(sentence, 1)], (), 0, [note])).show(submission)

    async def perform(self, submission: Submission, values: dict[str, Any]) -> Done:
        names = values.pop(NEW, None)
        if names is None:
            return await super().perform(submission, values)
        texts = "/".join(f"{name}={text}" for name, text in sorted(names.items()))
        key = str(uuid5(UUID(values[COMMAND]), texts))
        registered = (await self.visit.ask(REGISTER_NEW_PERSON, input={COMMAND: key, **names})).done
        if registered.person is None:
            return Done(done=Outcome(position=None, user_errors=registered.user_errors))
        return await super().perform(submission, {**values, PERSON: registered.person.id})


async def person_search(visit: PageRequest, form: Fields, field: str, people: Mapping[str, str]) -> FieldSearch:
    """Returns the search of persons for a field; the known ones, with their names by id, are offered before."""
    suggestions = [Option(person, name) for person, name in sorted(people.items(), key=lambda each: slug(each[1]))]

    async def find(text: str) -> Sequence[Option]:
        return [Option(each.id, each.display_name) for each in (await visit.ask(KNOWN_PEOPLE, search=text)).people]

    return await search_field(form, field, tr("Chercher une personne"), find, suggestions=suggestions)
