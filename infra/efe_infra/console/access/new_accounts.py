"""Account that a form names: one that a search finds, or that of a subject, which is created first."""

from collections.abc import Sequence
from typing import Any, Final

from efe_infra.console.access.generated import ACCOUNTS, INVITE_ACCOUNT
from efe_infra.console.forms.command_form import Option
from efe_infra.console.forms.field_search import FieldSearch, search_field, with_first_search
from efe_infra.console.forms.outcome import Done, Outcome
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.forms.submission import Submission
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.links import account_name
from efe_infra.console.web.form_body import Fields
from efe_infra.console.web.page_request import PageRequest

SUBJECT: Final = "subject"
ACCOUNT_FIELD: Final = "accountId"


class AccountPage(CommandPage):
    """Form that names an account. That of a subject is created before the command; a subject has one account."""

    async def perform(self, submission: Submission, values: dict[str, Any]) -> Done:
        subject = submission.typed.get(SUBJECT, "").strip()
        if subject and ACCOUNT_FIELD not in values:
            invitation = (await self.visit.ask(INVITE_ACCOUNT, input={SUBJECT: subject})).done
            if invitation.account_id is None:
                return Done(done=Outcome(user_errors=invitation.user_errors))
            values = {**values, ACCOUNT_FIELD: invitation.account_id}
        return await super().perform(submission, values)


async def account_search(visit: PageRequest, form: Fields, suggestions: Sequence[Option] = ()) -> FieldSearch:
    """Returns the search of accounts that the viewer may see; `q` in the address is the first search."""

    async def find(text: str) -> Sequence[Option]:
        return [Option(each.id, account_name(each)) for each in (await visit.ask(ACCOUNTS, search=text)).accounts]

    searched = with_first_search(form, ACCOUNT_FIELD, visit.query("q"))
    return await search_field(searched, ACCOUNT_FIELD, tr("Chercher un compte"), find, suggestions=suggestions)
