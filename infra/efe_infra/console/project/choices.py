"""Options of the forms of projects and invitations, read from the register."""

from asyncio import gather
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Final

from efe_infra.console.forms.command_form import Option, Several
from efe_infra.console.forms.field_search import BEGINNINGS, FieldSearch, search_field, with_first_search
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr, tr_join
from efe_infra.console.project.content import Partner, partner_name
from efe_infra.console.project.generated import (
    DECISIONS_ON_PROJECTS,
    FUNDING_CALLS_TO_CHOOSE,
    OPERATORS_CALLED,
    POLES_FOUND,
    UNDONE_ACTIONS,
    ContentOperator,
    DecisionsOnProjectsDecision,
    FundingCallsToChooseFundingCall,
    PolesFoundPole,
    UndoneActionsPlanAction,
)
from efe_infra.console.project.plan_forms import STATES
from efe_infra.console.register.generated import PoleName
from efe_infra.console.register.ids import key_of
from efe_infra.console.register.labels import BASSINS
from efe_infra.console.web.form_body import Fields
from efe_infra.console.web.page_request import PageRequest

PARTNERS: Final = "content.partnerIds"
PAST_CALLS: Final = timedelta(days=90)
"""How long a closed call is offered to an application, which is then shown late."""
INVITED: Final = "poleIds"


async def decisions(visit: PageRequest, poles: Iterable[PoleName], content_hash: str, **sends: str) -> list[Option]:
    """Returns the adopted decisions of the pôles to carry a content; those on another one are not offered."""
    several = list(poles)
    answers = await decisions_on_projects(visit, several, "PROJECT")
    return [
        Option(
            node.id,
            tr("%(title)s (%(pole)s, adoptée le %(day)s)", title=node.title, pole=pole.name, day=node.adopted_on),
            Several(decisionId=node.id, poleId=pole.id, **sends),
            offered=node.dossier is not None and node.dossier.subject_hash == content_hash,
        )
        for pole, answer in zip(several, answers, strict=True)
        for node in answer
        if node.adopted_on
    ]


async def decisions_on_projects(
    visit: PageRequest, poles: Iterable[PoleName], kind: str
) -> list[list[DecisionsOnProjectsDecision]]:
    """Returns the decisions of a kind of each pôle."""
    return await gather(
        *(
            visit.ask_all(DECISIONS_ON_PROJECTS, lambda answer: answer.decisions, pole=each.id, kind=kind)
            for each in poles
        )
    )


async def funding_calls(visit: PageRequest) -> list[Option]:
    """Returns the calls that an application may choose, by last day; a closed one says so."""
    day = today()
    since = (day - PAST_CALLS).isoformat()
    calls = await visit.ask_all(FUNDING_CALLS_TO_CHOOSE, lambda answer: answer.funding_calls, since=since)
    return [Option(each.id, call_words(each, closed=each.closes < day), offered=each.opens <= day) for each in calls]


def call_words(call: FundingCallsToChooseFundingCall, *, closed: bool) -> str:
    values = {"name": call.name, "executive": call.executive, "day": call.closes}
    if closed:
        return tr("%(name)s (%(executive)s), clos depuis le %(day)s", **values)
    return tr("%(name)s (%(executive)s), jusqu'au %(day)s", **values)


async def resolutions(
    visit: PageRequest, poles: Iterable[PoleName], project: str, kind: str, content_hash: str | None
) -> list[Option]:
    """Returns the decisions that the pôles adopted on that act in the project; `content_hash` is the only content."""
    several = list(poles)
    answers = await decisions_on_projects(visit, several, kind)
    return [
        Option(
            node.id,
            tr("%(title)s (%(pole)s, adoptée le %(day)s)", title=node.title, pole=pole.name, day=node.adopted_on),
            offered=node.dossier is not None and content_hash in {None, node.dossier.subject_hash},
        )
        for pole, answer in zip(several, answers, strict=True)
        for node in answer
        if node.adopted_on and node.subject and node.subject.id == project
    ]


async def pole_search(visit: PageRequest, form: Fields, carriers: Collection[str]) -> FieldSearch:
    """Returns the search of pôles; those that carry the project already are not offered."""

    async def find(text: str | None) -> list[Option]:
        poles = (await visit.ask(POLES_FOUND, search=text)).poles.nodes
        return [Option(each.id, pole_words(each), offered=each.id not in carriers) for each in poles]

    first = with_first_search(form, INVITED, visit.query("q"))
    return await search_field(
        first, INVITED, tr("Chercher un pôle"), find, hint=BEGINNINGS, suggestions=await find(None)
    )


def pole_words(pole: PolesFoundPole) -> str:
    axis = "" if pole.axis.label == pole.name else f", {pole.axis.label}"
    return f"{pole.name} ({BASSINS[pole.bassin]}{axis})"


def proposal_link(visit: PageRequest, pole: str, project: str) -> str:
    """Returns the address of the form by which a pôle proposes to its members to carry the content of a project."""
    return visit.link(f"/poles/{key_of(pole)}/decisions/actes/proposer", sujet=f"project-{key_of(project)}")


def to_propose(poles: Iterable[PoleName], project: str, kind: str = "PROJECT") -> list[tuple[str, str]]:
    """Returns the labels and addresses of the forms by which each pôle decides to carry a project, or on an act."""
    form = f"/decisions/actes/proposer?sujet={kind.lower()}-"
    return [
        (
            tr("Proposer d'abord au pôle %(name)s d'en décider", name=each.name),
            f"/poles/{key_of(each.id)}{form}{key_of(project)}",
        )
        for each in poles
    ]


async def partner_search(visit: PageRequest, form: Fields, current: Sequence[ContentOperator] = ()) -> FieldSearch:
    """Returns the search of operators; the form may keep the `current` partners without a search."""

    def options(operators: Iterable[Partner]) -> list[Option]:
        return [Option(each.id, partner_name(each)) for each in operators]

    async def find(text: str) -> list[Option]:
        return options((await visit.ask(OPERATORS_CALLED, search=text)).operators.nodes)

    label, hint = tr("Chercher un opérateur"), tr("Des débuts de mots de son nom, ou son numéro.")
    return await search_field(form, PARTNERS, label, find, hint=hint, choices=options(current))


async def undone_words(visit: PageRequest, project: str) -> str:
    """Returns the planned actions that are not done, each with its state; nothing if all are."""
    found = (await visit.ask(UNDONE_ACTIONS, id=project)).project
    actions = found.dossier.plan.undone if found and found.dossier else ()
    head = tr("Actions du plan de travail qui ne sont pas réalisées :")
    return tr_join("\n", (head, *map(_undone_line, actions))) if actions else ""


def _undone_line(action: UndoneActionsPlanAction) -> str:
    if action.state is None:
        return tr("%(what)s (dernier jour : %(day)s ; pas de rapport)", what=action.description, day=action.ends)
    return tr(
        "%(what)s (dernier jour : %(day)s ; %(state)s)",
        what=action.description,
        day=action.ends,
        state=STATES[action.state].words,
    )
