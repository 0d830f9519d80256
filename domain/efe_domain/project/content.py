"""The content of a project: what a pôle decides to carry, and what an Instance judges."""

from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from efe_domain.project.refusals import NoAction, NoAspect, NoPublic, OutsideTheZone
from efe_domain.shared import texts
from efe_domain.shared.bassins import commune
from efe_domain.shared.errors import Invalid

LARGEST_AMOUNT = 10**12
"""Euro cents."""
MOST_ACTIONS, MOST_ASPECTS, MOST_PARTNERS = 30, 20, 60


class ActionNature(StrEnum):
    """The actions of a project are of these natures (PS-ADD)."""

    ADDITIONAL = "additional"
    INNOVATIVE = "innovative"
    EMERGENT = "emergent"


class Aspect(StrEnum):
    """The aspects that the text names; its list is open (PS-ASPECT)."""

    CURRICULA = "curricula"
    PLACEMENTS = "placements"
    EQUIPMENT = "equipment"
    AWARENESS = "awareness"
    LANGUAGES = "languages"
    DROPOUT = "dropout"
    TEACHER_TRAINING = "teacher-training"
    COMPANIES = "companies"


class Public(StrEnum):
    """Public of a project (PS-PUBLIC)."""

    SECONDARY = "secondary"
    PROMOTION_SOCIALE = "promotion-sociale"
    IFAPME = "ifapme"
    JOB_SEEKERS = "job-seekers"


class ActionProgress(StrEnum):
    """State of an action, as the pôle that planned it reports."""

    RUNNING = "running"
    DONE = "done"
    DROPPED = "dropped"


class ActionName(msgspec.Struct, frozen=True, kw_only=True):
    """Name of an action of a project: the number of a content, and the rank of the action in it, from 1."""

    number: int
    rank: int


class ProjectAction(msgspec.Struct, frozen=True):
    """An action, and in what it is additional, innovative or emergent."""

    nature: ActionNature
    description: str


class ProjectContent(msgspec.Struct, frozen=True, kw_only=True):
    """`axis` is that of the carrying pôles (PS-FILIERE), `communes` are NIS codes, `partners` operators.

    `other_aspects` are those that the text does not name. `zone` marks joint work in the zone interbassin (PS-ESM).
    """

    title: str
    aims: str
    actions: tuple[ProjectAction, ...]
    aspects: tuple[Aspect, ...] = ()
    other_aspects: tuple[str, ...] = ()
    publics: tuple[Public, ...]
    axis: str = ""
    communes: tuple[str, ...]
    partners: tuple[UUID, ...] = ()
    budget_cents: int
    starts: date | None = None
    ends: date | None = None
    zone: bool = False


def clean(content: ProjectContent) -> ProjectContent:
    """Returns the content in canonical form, trimmed and sorted, so that equal contents have equal bytes.

    Raises `NoAction`, `NoAspect`, `NoPublic`, `OutsideTheZone` or `Invalid`.
    """
    _check_sizes(content)
    content = msgspec.structs.replace(
        content,
        title=texts.name(content.title, "content.title"),
        aims=texts.text(content.aims, "content.aims"),
        actions=tuple(
            ProjectAction(each.nature, texts.text(each.description, "content.actions")) for each in content.actions
        ),
        aspects=_set(content.aspects),
        other_aspects=_set(tuple(texts.name(each, "content.otherAspects") for each in content.other_aspects)),
        publics=_set(content.publics),
        communes=_set(tuple(commune(nis).nis for nis in content.communes)),
        partners=tuple(sorted(set(content.partners))),
    )
    _check_rules(content)
    return content


def check_amount(cents: int, field: str, *, least: int = 0) -> None:
    """Raises `Invalid`."""
    if not least <= cents <= LARGEST_AMOUNT:
        raise Invalid(
            field, "Un montant se situe entre {least} et {most} centimes.", least=least, most=LARGEST_AMOUNT
        )


def _check_rules(content: ProjectContent) -> None:
    if not content.actions:
        raise NoAction("Un projet compte au moins une action additionnelle, innovante ou émergente.")
    if not (content.aspects or content.other_aspects):
        raise NoAspect("Un projet développe au moins un aspect.")
    if not content.publics:
        raise NoPublic("Un projet vise au moins un public.")
    outside = [commune(nis).name for nis in content.communes if not commune(nis).interbassin_esm]
    if content.zone and outside:
        raise OutsideTheZone("Un projet de la zone agit dans ses seules communes.", *outside)


def _check_sizes(content: ProjectContent) -> None:
    if not content.communes:
        raise Invalid("content.communes", "Un projet agit dans une commune au moins.")
    lists = (
        ("actions", content.actions, MOST_ACTIONS),
        ("otherAspects", content.other_aspects, MOST_ASPECTS),
        ("partners", content.partners, MOST_PARTNERS),
    )
    for field, items, most in lists:
        if len(items) > most:
            raise Invalid(f"content.{field}", "Il y en a {most} au plus.", most=most)
    check_amount(content.budget_cents, "content.budget")
    if content.starts and content.ends and content.ends < content.starts:
        raise Invalid("content.ends", "Le projet se termine avant de commencer.")


def _set[T: str](items: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(sorted(set(items)))
