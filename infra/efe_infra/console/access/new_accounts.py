"""Creation of the account of a subject, before a form that gives it a role is sent."""

from dataclasses import replace

from starlette.responses import Response

from efe_infra.console.access.generated import INVITE_ACCOUNT
from efe_infra.console.draft.keeping import is_draft
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.web.form_body import Fields

SUBJECT = "subject"


def names_subject(form: Fields) -> bool:
    """Tells whether a form is sent with the subject of a new account instead of an account."""
    return bool(form.get(SUBJECT, "").strip()) and not form.get("accountId") and not is_draft(form)


async def send_with_account(page: CommandPage, form: Fields) -> Response:
    """Creates the account of the subject, then does what the pressed button says.

    Idempotent: a subject has one account, without any right until a role is given. A dry run needs it too.
    """
    submission = page.submission(form)
    invitation = (await page.visit.ask(INVITE_ACCOUNT, input={"subject": form[SUBJECT].strip()})).done
    if invitation.account_id is None:
        return page.show(submission.refused(page.command, invitation.user_errors, page.options), status=422)
    return await replace(page, fixed={**page.fixed, "accountId": invitation.account_id}).respond(form)
