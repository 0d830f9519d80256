"""`/instances/{bassin}/corrections`: rectifications and withdrawals that wait, and what they put in question."""

from collections.abc import Iterator
from typing import Any, Final

from starlette.responses import Response

from efe_infra.console.correction.forms import ANSWERS, REPLIES
from efe_infra.console.forms.fact_fields import parts_of
from efe_infra.console.forms.handling import opened, sent
from efe_infra.console.forms.page import CommandPage
from efe_infra.console.language.translatable import tr, tr_join
from efe_infra.console.register.answers import Account, Answers, Edges
from efe_infra.console.register.documents import Document
from efe_infra.console.register.ids import at_present, global_id, key_of
from efe_infra.console.register.links import NamedObject
from efe_infra.console.web.addresses import bassin_at, require
from efe_infra.console.web.forms import Form
from efe_infra.console.web.page_request import SignedInVisit, Visit, Visitor
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.permissions import Standing, check_coordinates, coordinates
from efe_infra.console.web.refusals import NotHere
from efe_infra.console.web.rules import FormFrame

pages = page_router(multilingual=True)
FORM: Final = "/instances/{bassin}/corrections/{slug}/{kind}/{key}/{version:int}"


class Patch(Answers, frozen=True):
    """Without fields the fact of the version is annulled."""

    version: int
    fields: dict[str, Any] | None = None


class Correction(Answers, frozen=True):
    kind: str
    version: int
    reason: str | None
    findings: tuple[str, ...]
    asked: tuple[Patch, ...]
    actor: Account | None
    entity: NamedObject | None

    @property
    def replies(self) -> list[tuple[str, str]]:
        """Addresses after that of the page, and what they do."""
        if (entity := self.entity) is None:
            return []
        rest = f"{entity.kind}/{key_of(at_present(entity.id))}/{self.version}"
        return [(f"{slug}/{rest}", ANSWERS[slug].title) for slug in REPLIES.get(self.kind, ())]

    @property
    def values(self) -> list[str]:
        """What is asked, in words."""
        subject = self.entity.kind.lower() if self.entity else ""
        return [line for each in self.asked for line in told(subject, each)]


def told(subject: str, asked: Patch) -> Iterator[str]:
    """Of one version; identifiers stay as they are."""
    if asked.fields is None:
        yield tr("Version %(version)s : annulé", version=asked.version)
        return
    for name in asked.fields:
        parts = [each for each in parts_of(subject, name) if each.recorded(asked.fields) is not None]
        for each in parts:
            yield tr(
                "Version %(version)s : %(field)s → %(value)s",
                version=asked.version,
                field=tr(each.field.label),
                value=each.words(asked.fields),
            )
        if not parts:
            yield tr("Version %(version)s : %(field)s", version=asked.version, field=name)


class Waiting(Answers, frozen=True):
    rectifications_to_confirm: Edges[Correction]
    withdrawals_to_confirm: Edges[Correction]
    to_reconsider: Edges[Correction]

    @property
    def all(self) -> list[Correction]:
        lists = (self.rectifications_to_confirm, self.withdrawals_to_confirm, self.to_reconsider)
        return [each for found in lists for each in found.nodes]


class Dossier(Answers, frozen=True):
    waiting: Waiting


class Instance(Answers, frozen=True):
    dossier: Dossier | None


class CorrectionsPage(FormFrame, frozen=True):
    viewer: Standing | None
    instance: Instance | None


CORRECTIONS: Final = Document("corrections", CorrectionsPage)


@pages.get("/instances/{bassin}/corrections")
async def corrections(visit: SignedInVisit, bassin: str) -> Response:
    name = bassin_at(bassin)
    found = await visit.ask(CORRECTIONS, bassin=name)
    if found.instance is None or found.instance.dossier is None:
        raise NotHere
    return visit.page(
        "correction/list.html",
        found,
        bassin=name,
        here=f"/instances/{bassin}/corrections",
        waiting=found.instance.dossier.waiting.all,
        may=coordinates(found.viewer, name),
    )


@pages.get(FORM)
async def answer_form(visit: SignedInVisit, bassin: str, slug: str, kind: str, key: str, version: int) -> Response:
    return await opened(visit, lambda: answer_page(visit, bassin, slug, global_id(kind, key), version))


@pages.post(FORM)
async def answered(visit: Visit, bassin: str, slug: str, kind: str, key: str, version: int, form: Form) -> Response:
    return await sent(visit, form, lambda: answer_page(visit, bassin, slug, global_id(kind, key), version))


async def answer_page(visit: Visitor, slug: str, command_slug: str, entity: str, version: int) -> CommandPage:
    """Also of what waits no longer: a form may be sent again once it has acted. Raises `PageRefused`."""
    bassin, command = bassin_at(slug), require(ANSWERS.get(command_slug))
    found = await visit.ask(CORRECTIONS, bassin=bassin)
    check_coordinates(found.viewer, bassin)
    waiting = found.instance.dossier.waiting.all if found.instance and found.instance.dossier else []
    here = next((e for e in waiting if e.entity and (at_present(e.entity.id), e.version) == (entity, version)), None)
    asked = "question" if command_slug == "maintenir" else "proposal"
    return CommandPage(
        visit=visit,
        command=command,
        frame=found,
        about=(tr("Corrections"), f"/instances/{slug}/corrections"),
        fixed={"entityId": entity, asked: version},
        options={},
        bassin=bassin,
        quoted=tr_join("\n", filter(None, (here.reason, *here.values))) if here else "",
    )
