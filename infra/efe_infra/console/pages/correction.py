"""`/instances/{bassin}/piste/{position}/rectifier`, `…/retirer`: what a line of the trail says is corrected."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

import msgspec
from starlette.responses import Response

from efe_infra.console.deeds.attempt import Attempt, Unreadable
from efe_infra.console.deeds.fact_fields import Part
from efe_infra.console.deeds.handling import opened, sent
from efe_infra.console.deeds.of_corrections import WITHDRAWAL, Fact, rectification
from efe_infra.console.deeds.outcome import Refusal
from efe_infra.console.deeds.page import DeedPage, keeping
from efe_infra.console.documents import Document
from efe_infra.console.forms import Fields, Form
from efe_infra.console.frame import Answers
from efe_infra.console.ids import cursor_before
from efe_infra.console.objects import Subject
from efe_infra.console.page_route import page_router
from efe_infra.console.pages.correctable import CORRECTABLE, CorrectablePage, Corrected, Entry, adopted, options
from efe_infra.console.pages.documents import FINGERPRINT
from efe_infra.console.pages.trail import named
from efe_infra.console.refusals import NotHere, PageRefused
from efe_infra.console.standing import check_coordinates
from efe_infra.console.uploads import upload
from efe_infra.console.visit import SignedInVisit, Visit, Visitor

pages = page_router()
STEP: Final = "etape"
DO: Final = "faire"
"""What the button of a form sends whose consequences were shown."""
UNSEALED: Final = "Ce fait vient d'être consigné : il se rectifie une fois scellé, dans quelques secondes."
RECTIFY: Final = "/instances/{bassin}/piste/{position:int}/rectifier"
WITHDRAW: Final = "/instances/{bassin}/piste/{position:int}/retirer"


class Changed(Answers, frozen=True):
    version: int
    changed: tuple[str, ...]
    before: tuple[dict[str, Any], ...]
    after: tuple[dict[str, Any], ...]


class Consequence(Answers, frozen=True):
    entity: Subject
    findings: tuple[str, ...]
    rectified: tuple[int, ...]


class Preview(Answers, frozen=True):
    facts: tuple[Changed, ...]
    consequences: tuple[Consequence, ...]
    hidden_consequences: int | None
    second_coordinator_needed: bool | None
    awaits_confirmation: bool | None
    document_needed: bool | None
    user_errors: tuple[Refusal, ...]


class PreviewAnswer(Answers, frozen=True):
    preview_rectification: Preview


PREVIEW: Final = Document("rectification_preview", PreviewAnswer)


class Line(NamedTuple):
    """What a field of a fact says, and would say."""

    label: str
    before: str
    after: str


@pages.get(RECTIFY)
async def rectify_form(visit: SignedInVisit, bassin: str, position: int) -> Response:
    """`q` is searched for among operators and persons."""
    page, version, fact = await rectify_page(visit, bassin, position)

    async def build() -> tuple[DeedPage, int | None]:
        return page, version

    return await opened(visit, build, fact.typed | {"documentSha256": visit.given(FINGERPRINT) or ""})


@pages.post(RECTIFY)
async def rectified(visit: Visit, bassin: str, position: int, form: Form) -> Response:
    """Its consequences are shown first."""

    async def build() -> tuple[DeedPage, int | None]:
        page, version, _ = await rectify_page(visit, bassin, position)
        return page, version

    if form.get(STEP) == DO:
        return await sent(visit, form, build, f"/instances/{bassin}/corrections")
    return await keeping(visit, form, lambda: previewed(visit, bassin, position, form))


@pages.get(WITHDRAW)
async def withdraw_form(visit: SignedInVisit, bassin: str, position: int) -> Response:
    return await opened(visit, lambda: withdraw_page(visit, bassin, position))


@pages.post(WITHDRAW)
async def withdrawn(visit: Visit, bassin: str, position: int, form: Form) -> Response:
    return await sent(visit, form, lambda: withdraw_page(visit, bassin, position), f"/instances/{bassin}/corrections")


async def previewed(visit: Visitor, bassin: str, position: int, form: Fields) -> Response:
    page, version, fact = await rectify_page(visit, bassin, position)
    attempt = Attempt.of(form, page.deed, versioned=version is not None)
    try:
        asked = {**page.fixed, **attempt.variables(page.deed, page.options)}
    except Unreadable as fault:
        return page.show(fault.attempt, status=422)
    found = (await visit.ask(PREVIEW, input=asked)).preview_rectification
    if found.user_errors:
        moved = any(each.current_version is not None for each in found.user_errors)
        return page.show(attempt.refused(page.deed, found.user_errors), status=409 if moved else 422)
    lines = [line for each in found.facts for line in lines_of(each, fact.parts, page)]
    shown = replace(page, more={**page.more, "preview": found, "lines": lines})
    return shown.show(attempt)


async def rectify_page(visit: Visitor, slug: str, position: int) -> tuple[DeedPage, int | None, Fact]:
    """With the version of the object, and the fact. Raises `PageRefused`."""
    found, entry, subject = await entry_at(visit, slug, position)
    fact = entry.fact
    if not fact.may.is_rectifiable:
        sentence = f"Un fait de cette sorte ne se rectifie pas : {entry.kind_label}."
        raise PageRefused(400, sentence, code="NOT_RECTIFIABLE")
    if entry.sealed is None:  # a form that began empty would take every value away
        raise PageRefused(503, UNSEALED, code="NOT_SEALED_YET", headers={"Retry-After": "10"})
    deed = rectification(fact)
    named_of = {part.of for part in fact.parts}
    page = DeedPage(
        visit=visit,
        deed=deed,
        frame=found,
        rule=found.law.of(deed.rule),
        about=(f"Position {position}", f"/instances/{slug}/piste/{position}"),
        fixed={"entityId": subject.id},
        options=await options(visit, found, fact.parts, named(slug)),
        bassin=named(slug),
        subject=subject.id,
        search="Chercher l'opérateur ou la personne" if named_of & {"Operator", "Person"} else "",
        links=(upload(named(slug), visit.request.url.path),),
        quoted=entry.sentence,
        template="rectification.html",
        more={
            "preview": None,
            "left_out": fact.left_out,
        },
    )
    return page, subject.version, fact


async def withdraw_page(visit: Visitor, slug: str, position: int) -> tuple[DeedPage, int | None]:
    """Raises `PageRefused`."""
    found, entry, subject = await entry_at(visit, slug, position)
    if not entry.fact.may.withdrawn:
        sentence = f"Un acte de cette sorte ne se retire pas : {entry.kind_label}."
        raise PageRefused(400, sentence, code="NOT_WITHDRAWABLE")
    page = DeedPage(
        visit=visit,
        deed=WITHDRAWAL,
        frame=found,
        rule=found.law.of(WITHDRAWAL.rule),
        about=(f"Position {position}", f"/instances/{slug}/piste/{position}"),
        fixed={"entityId": subject.id, "act": entry.version},
        options={"minutesMeetingId": adopted(found)},
        bassin=named(slug),
        subject=subject.id,
        quoted=entry.sentence,
    )
    return page, subject.version


async def entry_at(visit: Visitor, slug: str, position: int) -> tuple[CorrectablePage, Entry, Corrected]:
    """Raises `PageRefused`."""
    bassin = named(slug)
    found = await visit.ask(CORRECTABLE, bassin=bassin, **{"from": cursor_before(position)})
    check_coordinates(found.viewer, bassin)
    entry = next((each.node for each in found.audit_trail.edges), None)
    if entry is None or entry.position != position or entry.subject is None:
        raise NotHere
    return found, entry, entry.subject


def lines_of(changed: Changed, parts: Sequence[Part], page: DeedPage) -> list[Line]:
    """Before and after, field by field; fields that follow of themselves have the name that the event has."""
    before, after = ((each[0]["state"] if each else {}) for each in (changed.before, changed.after))
    told: list[Line] = []
    for name in changed.changed:
        own = [each for each in parts if each.path[0] == name]
        told += [Line(each.field.label, words(each, before, page), words(each, after, page)) for each in own]
        if not own:
            told.append(Line(name, plain(before.get(name)), plain(after.get(name))))
    return [each for each in told if each.before != each.after] or told


def words(part: Part, state: dict[str, Any], page: DeedPage) -> str:
    """What an identifier names, where that is among the options."""
    text = part.text(state)
    found = (each.words for each in page.options.get(part.field.name, ()) if each.value == text)
    return next(found, part.words(state))


def plain(value: Any) -> str:
    if value is None:
        return "—"
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
