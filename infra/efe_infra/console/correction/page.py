"""`/instances/{bassin}/piste/{position}/rectifier` and `…/retirer`: corrections of a line of the trail."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import msgspec
from starlette.responses import Response

from efe_infra.console.correction.cited_meetings import has_minutes, last_meetings, meeting_search
from efe_infra.console.correction.fact import fact_of, options, recorded_names, searches
from efe_infra.console.correction.findings import field_words, finding_words
from efe_infra.console.correction.forms import MINUTES, WITHDRAWAL, Fact, rectification
from efe_infra.console.correction.generated import (
    CORRECTABLE,
    RECTIFICATION_PREVIEW,
    CorrectableAuditEntry,
    CorrectableEntity,
    CorrectableResponse,
    RectificationPreview,
    RectificationPreviewRectifiedFact,
)
from efe_infra.console.document.recent import recent_documents
from efe_infra.console.draft.keeping import is_draft
from efe_infra.console.forms.command_form import SEARCH, STEP
from efe_infra.console.forms.fact_fields import Part
from efe_infra.console.forms.field_search import after_search_step
from efe_infra.console.forms.handling import draft_fields, form_at, page_with_documents, send_form, show_form
from efe_infra.console.forms.page import CommandPage, keep_input
from efe_infra.console.forms.submission import InvalidForm
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.ids import cursor_before
from efe_infra.console.web.form_body import Fields, Form
from efe_infra.console.web.page_request import PageRequest, SignedInVisit, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import check_coordinates
from efe_infra.console.web.refusals import NotHere, PageRefused, bassin_at

pages = page_router(multilingual=True)
DO: Final = "faire"
"""Value of the button that sends a rectification after its preview."""
UNSEALED: Final = tr("Ce fait vient d'être consigné : il se rectifie une fois scellé, dans quelques secondes.")
RECTIFY: Final = "/instances/{bassin}/piste/{position:int}/rectifier"


class ValuePair(NamedTuple):
    """Field of a fact before and after a rectification."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class RectificationPage(CommandPage):
    """Form of a rectification; `preview` are its consequences, once they are computed."""

    template = "correction/page.html"
    fact: Fact
    preview: RectificationPreview | None = None

    @property
    def extra(self) -> dict[str, Any]:
        facts = self.preview.facts if self.preview else ()
        lines = [line for each in facts for line in lines_of(each, self.fact.parts, self)]
        return {
            "preview": self.preview,
            "lines": lines,
            "left_out": self.fact.left_out,
            "finding_words": finding_words,
        }

    async def respond(self, form: Fields) -> Response:
        """Sends the form, or shows it with what a search found: its preview is its dry run."""
        submission = self.submission(form)
        return self.show(submission) if step_in(form) == SEARCH else await self.send(submission)


def step_in(form: Fields) -> str:
    """Returns the step of the pressed button, without the field that it names."""
    return form.get(STEP, "").partition(":")[0]


@pages.get(RECTIFY)
async def rectify_form(visit: SignedInVisit, bassin: str, position: int) -> Response:
    form = await draft_fields(visit)
    return await show_form(visit, lambda: rectify_page(visit, bassin, position, form), form)


@pages.post(RECTIFY)
async def rectified(visit: Visit, bassin: str, position: int, form: Form) -> Response:
    """Shows the consequences of a rectification before it is sent."""
    form = after_search_step(form)
    if step_in(form) in {DO, SEARCH} or is_draft(form):
        return await send_form(visit, form, lambda: rectify_page(visit, bassin, position, form))
    return await keep_input(visit, form, lambda: previewed(visit, bassin, position, form))


async def previewed(visit: PageRequest, bassin: str, position: int, form: Fields) -> Response:
    page, fields = await page_with_documents(form, lambda: rectify_page(visit, bassin, position, form))
    submission = page.submission(fields)
    try:
        command_input = {**page.fixed, **submission.variables(page.command, page.all_options)}
    except InvalidForm as fault:
        return page.show(fault.submission, status=422)
    preview = (await visit.ask(RECTIFICATION_PREVIEW, input=command_input)).preview_rectification
    if preview.user_errors:
        moved = any(each.current_version is not None for each in preview.user_errors)
        refused = submission.refused(page.command, preview.user_errors, page.all_options)
        return page.show(refused, status=409 if moved else 422)
    return replace(page, preview=preview).show(submission)


async def rectify_page(visit: PageRequest, slug: str, position: int, form: Fields) -> RectificationPage:
    """Raises `PageRefused`."""
    response, entry, subject = await entry_at(visit, slug, position)
    fact, bassin = fact_of(entry), bassin_at(slug)
    if not fact.may.is_rectifiable:
        sentence = tr("Un fait de cette sorte ne se rectifie pas : %(kind)s.", kind=entry.kind_label)
        raise PageRefused(400, sentence, code="NOT_RECTIFIABLE")
    if entry.sealed is None:  # a form that began empty would take every value away
        raise PageRefused(503, UNSEALED, code="NOT_SEALED_YET", headers={"Retry-After": "10"})
    command, recent = rectification(fact), await recent_documents(visit, bassin)
    names = await recorded_names(visit, response, fact.parts)
    return RectificationPage(
        visit=visit,
        command=command,
        frame=response,
        subject_link=(tr("Acte à corriger"), f"/instances/{slug}/piste/{position}"),
        fixed={"entityId": subject.id},
        options=options(fact.parts) | {each.name: recent for each in command.fields if each.kind == "document"},
        bassin=bassin,
        subject=subject.id,
        version=subject.version,
        initial=fact.typed,
        next_url=f"/instances/{slug}/corrections",
        searches=await searches(visit, response, fact.parts, bassin, form, names),
        quote=entry.told or entry.sentence,
        action="#titre-suites",
        fact=fact,
    )


@form_at(pages, "/instances/{bassin}/piste/{position:int}/retirer")
async def withdraw_page(visit: PageRequest, bassin: str, position: int, form: Fields) -> CommandPage:
    name = bassin_at(bassin)
    response, entry, subject = await entry_at(visit, bassin, position)
    if not fact_of(entry).may.withdrawn:
        sentence = tr("Un acte de cette sorte ne se retire pas : %(kind)s.", kind=entry.kind_label)
        raise PageRefused(400, sentence, code="NOT_WITHDRAWABLE")
    return CommandPage(
        visit=visit,
        command=WITHDRAWAL,
        frame=response,
        subject_link=(tr("Acte à corriger"), f"/instances/{bassin}/piste/{position}"),
        fixed={"entityId": subject.id, "act": entry.version},
        options={"documentSha256": await recent_documents(visit, name)},
        searches={
            MINUTES.name: await meeting_search(
                visit, name, form, MINUTES.name, has_minutes, await last_meetings(visit, name)
            )
        },
        bassin=name,
        subject=subject.id,
        version=subject.version,
        next_url=f"/instances/{bassin}/corrections",
        quote=entry.told or entry.sentence,
    )


async def entry_at(
    visit: PageRequest, slug: str, position: int
) -> tuple[CorrectableResponse, CorrectableAuditEntry, CorrectableEntity]:
    """Raises `PageRefused`."""
    bassin = bassin_at(slug)
    response = await visit.ask(CORRECTABLE, bassin=bassin, **{"from": cursor_before(position)})
    check_coordinates(response.viewer, bassin)
    entry = next(iter(response.audit_trail.nodes), None)
    if entry is None or entry.position != position or entry.subject is None:
        raise NotHere
    return response, entry, entry.subject


def lines_of(changed: RectificationPreviewRectifiedFact, parts: Sequence[Part], page: CommandPage) -> list[ValuePair]:
    """Returns the changed fields; derived fields are called as in the trail."""
    before, after = ((each[0]["state"] if each else {}) for each in (changed.before, changed.after))
    lines: list[ValuePair] = []
    for name in changed.changed:
        own = [each for each in parts if each.path[0] == name]
        lines += [
            ValuePair(tr(each.field.label), words(each, before, page), words(each, after, page)) for each in own
        ]
        if not own:
            lines.append(ValuePair(field_words(name), plain(before.get(name)), plain(after.get(name))))
    return [each for each in lines if each.before != each.after] or lines


def words(part: Part, state: dict[str, Any], page: CommandPage) -> str:
    """Returns the value of a part in words; an identifier by the name of its option, if it has one."""
    text = part.text(state)
    names = (each.words for each in page.all_options.get(part.field.name, ()) if each.value == text)
    return next(names, part.words(state))


def plain(value: Any) -> str:
    if value is None:
        return "—"
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
