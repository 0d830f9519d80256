"""Members of a pôle by college, in words, and the colleges that are not present yet."""

from typing import NamedTuple

from efe_infra.console.instance.generated import OwnInstancePolesPole
from efe_infra.console.language.translatable import Translatable, tr, tr_join, tr_plural
from efe_infra.console.pole.colleges import ABOUT


class MemberCounts(NamedTuple):
    """`words` count the members of each college; `missing` names the colleges that are not present."""

    words: Translatable
    missing: Translatable | None


def member_counts(pole: OwnInstancePolesPole) -> MemberCounts | None:
    """Returns the members of a pôle; None if the viewer may not read its dossier."""
    if pole.dossier is None:
        return None
    colleges = pole.dossier.composition.colleges
    count = sum(len(each.seats) for each in colleges)
    by_college = tr_join(", ", [f"{each.college} {len(each.seats)}" for each in colleges])
    absent = [ABOUT[each.college][0] for each in colleges if not each.present]
    return MemberCounts(
        tr_plural("%(count)s membre : %(colleges)s", "%(count)s membres : %(colleges)s", count, colleges=by_college),
        tr("Manque : %(colleges)s", colleges=tr_join(", ", absent)) if absent else None,
    )
