"""`/courriels/envoyes`: the mails of a demonstration, which are files of this machine."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Final

from anyio.to_thread import run_sync
from starlette.responses import Response

from efe_infra.console.notices.page import desk_of
from efe_infra.console.web.page_request import PageRequest, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import NotHere

pages = page_router(multilingual=True)
PATH: Final = "/courriels/envoyes"
HTML_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups allow-top-navigation"
FORMS: Final = ("eml", "html")


async def mails_of(visit: PageRequest) -> dict[str, bytes]:
    """Returns the mails of the folder by the name of their file. Raises `NotHere` where mails really leave."""
    mails = await run_sync(lambda: desk_of(visit).folder_mails)
    if mails is None:
        raise NotHere
    return dict(mails)


@pages.get(PATH)
async def sent_mails(visit: Visit) -> Response:
    mails = {name: read(content) for name, content in (await mails_of(visit)).items()}
    return visit.page("notices/sent_mails.html", mails=mails, text_of=lambda mail: body_of(mail, "plain"))


@pages.get(PATH + "/{name}.{form}")
async def sent_mail(visit: Visit, name: str, form: str) -> Response:
    """Returns a mail as its HTML part, or as the whole file."""
    content = (await mails_of(visit)).get(name)
    if content is None or form not in FORMS:
        raise NotHere
    if form == "eml":
        headers = {"Content-Disposition": f'attachment; filename="{name}.eml"', "Cache-Control": "no-store"}
        return Response(content, media_type="message/rfc822", headers=headers)
    headers = {"Content-Security-Policy": HTML_POLICY, "Cache-Control": "no-store"}
    return Response(body_of(read(content), "html"), media_type="text/html; charset=utf-8", headers=headers)


def read(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=default)
    if not isinstance(message, EmailMessage):
        raise NotHere
    return message


def body_of(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    return str(body.get_content()) if body else ""
