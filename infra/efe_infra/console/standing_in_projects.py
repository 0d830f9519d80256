"""Which deeds on a project are whose, and when a page offers them; each command checks it itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from efe_infra.console.deeds import of_projects as deeds
from efe_infra.console.deeds.deed import Deed
from efe_infra.console.deeds.of_verdicts import CONDITION, ENDING, EXPECTATION, REVISION, SUPPORTING, VERDICT
from efe_infra.console.projects import Carried, Dossier, Hearing, Pole
from efe_infra.console.standing import Acting

BY_LEAD: Final = (
    deeds.SUBMISSION,
    deeds.AMENDMENT,
    deeds.INVITATION,
    deeds.OFFER,
    deeds.STARTING,
    deeds.COMPLETION,
    deeds.ABANDONMENT,
)


def acting(viewer: Acting | None, dossier: Carried, deed: Deed) -> list[Pole]:
    """The pôles for which the person may do it."""
    if viewer is None:
        return []
    found = {each.id: each for each in concerned(dossier, deed) if each and viewer.acts_in(each.id, each.bassin)}
    return list(found.values())


def concerned(dossier: Carried, deed: Deed) -> Iterable[Pole | None]:
    """The pôles whose deed it is, also after it is done: a form may be sent again."""
    carriers = [each.pole for each in dossier.carriers]
    if deed in BY_LEAD:
        return [dossier.lead]
    if deed is deeds.TAKING:
        return [dossier.lead_offered, dossier.lead]
    if deed is deeds.CARRYING:
        return [dossier.lead, *carriers]
    if deed is deeds.FUNDING_OUTCOME:
        return [*(each.pole for each in dossier.fundings), dossier.lead]
    return carriers


def offered(viewer: Acting | None, dossier: Carried) -> Iterator[Deed]:
    for deed in deeds.PROJECT_DEEDS.values():
        if acting(viewer, dossier, deed) and TIMELY.get(deed.slug, going)(viewer, dossier):
            yield deed


type _When = Callable[[Acting | None, Carried], bool]


def going(_: Acting | None, dossier: Carried) -> bool:
    return dossier.is_going


def to_carry(viewer: Acting | None, dossier: Carried) -> bool:
    """A pôle of theirs that leads or carries has not adopted the content of now."""
    carried = {each.pole.id: each.content_hash for each in dossier.carrying if each.pole}
    theirs = acting(viewer, dossier, deeds.CARRYING)
    asked = [each.id for each in theirs if each.id in carried or each == dossier.lead]
    return dossier.is_going and any(carried.get(each) != dossier.content_hash for each in asked)


def to_submit(_: Acting | None, dossier: Carried) -> bool:
    return dossier.is_going and any(each.submitted_on is None and each.until is None for each in dossier.board)


def to_offer(_: Acting | None, dossier: Carried) -> bool:
    return dossier.is_going and len(dossier.carrying) > 1


def to_take(viewer: Acting | None, dossier: Carried) -> bool:
    return dossier.is_going and dossier.lead_offered in acting(viewer, dossier, deeds.TAKING)


def carrying(viewer: Acting | None, dossier: Carried) -> bool:
    theirs = acting(viewer, dossier, deeds.REPORTING)
    return dossier.is_going and any(each.pole in theirs for each in dossier.carrying)


TIMELY: Final[Mapping[str, _When]] = {
    deeds.CARRYING.slug: to_carry,
    deeds.SUBMISSION.slug: to_submit,
    deeds.OFFER.slug: to_offer,
    deeds.TAKING.slug: to_take,
    deeds.STARTING.slug: lambda _, dossier: dossier.state == "EMERGED",
    deeds.REPORTING.slug: lambda viewer, dossier: dossier.state == "STARTED" and carrying(viewer, dossier),
    deeds.COMPLETION.slug: lambda _, dossier: dossier.state == "STARTED",
    deeds.APPLICATION.slug: carrying,
    deeds.LEAVING.slug: carrying,
    deeds.FUNDING_OUTCOME.slug: lambda _, dossier: any(each.decided_on is None for each in dossier.fundings),
}


def of_instance(dossier: Dossier, line: Hearing) -> Iterator[Deed]:
    """What the Instance of that line can do with the project as it is."""
    if line.until:
        return
    if dossier.is_going and line.submitted_on:
        yield from (REVISION,) if line.verdict else (VERDICT, EXPECTATION)
    if line.unmet:
        yield CONDITION
    if dossier.is_going and line.verdict in {"AGREED", "CONDITIONS"}:
        yield SUPPORTING
    if any(each.until is None and each.bassin == line.bassin for each in dossier.supports):
        yield ENDING
