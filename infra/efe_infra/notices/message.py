"""Mail of a notice: text and HTML in one language, with its headers, its calendar file and its paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from functools import cache
from importlib.resources import files
from typing import Final
from uuid import UUID

from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape

from efe_domain.shared.messages import Language
from efe_infra.console.language.formats import unbroken
from efe_infra.console.language.translatable import Locale, Translatable
from efe_infra.notices import words
from efe_infra.notices.entitlement import NoticeOccasion
from efe_infra.notices.mail_policy import MAIL_POLICY
from efe_infra.notices.words import NoticeLine
from efe_infra.process.addresses import is_mailbox

PRODUCT: Final = "Synergies EFE"
CALENDAR_FILE: Final = "reunion.ics"
BOUNDARY: Final = "=_efe"
"""Start of the boundaries of parts: neither quoted-printable nor base64 can contain it."""


class MailboxInvalid(ValueError):
    """Address of a person that is no address of one mailbox in ASCII."""


@dataclass(frozen=True, kw_only=True)
class NoticeSection:
    """Part of a mail: one notice. `link` is an address of the platform that needs a sign-in; `note` follows it."""

    sentence: Translatable
    lines: Sequence[NoticeLine]
    link: str
    button: Translatable
    note: Translatable | None = None


@dataclass(frozen=True, kw_only=True)
class MailAttachment:
    """File of a mail. `kind` is its media type, and `parameters` are those of the type, such as its charset."""

    name: str
    kind: str
    content: bytes
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Mail:
    """Content of one mail, in no language yet: its sections, and the notices that they tell.

    `unsubscribe` is None where no choice ends the kind, and at a former address, whose reader may be another person.

    `result` is noted with the mail once it is sent: what could not be attached.
    """

    id: UUID
    at: datetime
    subject: Translatable
    sections: Sequence[NoticeSection]
    notices: Sequence[NoticeOccasion]
    choices: str | None
    unsubscribe: str | None
    reason: Translatable = words.REASON
    to_former: bool = False
    attachments: Sequence[MailAttachment] = field(default_factory=tuple)
    result: str = ""


def message_of(mail: Mail, *, sender: str, to: str, language: Language) -> EmailMessage:
    """Writes the message; the same mail gives the same `Message-ID`. Raises `MailboxInvalid`."""
    locale = Locale(language)
    author, recipient = _author(sender), mailbox(to)
    message = EmailMessage(policy=MAIL_POLICY)
    message["From"] = Address(PRODUCT, addr_spec=author.addr_spec)
    message["To"] = recipient
    message["Subject"] = mail.subject.render(locale)
    message["Date"] = mail.at
    message["Message-ID"] = f"<{mail.id}@{author.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = language.value
    if mail.unsubscribe:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    values = {"mail": mail, "words": words, "language": language.value, "product": PRODUCT}
    message.set_content(_templates(language).get_template("notice.txt").render(values), cte="quoted-printable")
    html = _templates(language).get_template("notice.html").render(values)
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    for each in mail.attachments:
        main, _, sub = each.kind.partition("/")
        message.add_attachment(
            each.content, maintype=main, subtype=sub, filename=each.name, params=dict(each.parameters)
        )
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"{BOUNDARY}-{number}")
    return message


def mailbox(address: str) -> Address:
    """Returns the one mailbox of an address. Raises `MailboxInvalid`, also for a line feed or a second address."""
    if not is_mailbox(address):
        raise MailboxInvalid
    return Address(addr_spec=address)


@cache
def _author(sender: str) -> Address:
    return mailbox(sender)


@cache
def _templates(language: Language) -> Environment:
    environment = Environment(
        loader=FunctionLoader(_source_of),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    locale = Locale(language)
    typographic = unbroken if language is Language.FRENCH else str
    environment.globals["colon"] = "\N{NO-BREAK SPACE}:" if language is Language.FRENCH else ":"
    environment.filters["said"] = lambda text: typographic(text.render(locale))
    return environment


def _source_of(name: str) -> str:
    return (files(__package__) / "templates" / name).read_text(encoding="utf-8")
