"""Changes of a comparison, grouped by the object that a person knows: a pôle, a decision, a project."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from efe_infra.console.language.translatable import tr
from efe_infra.console.register.ids import at_present, global_id, key_of
from efe_infra.console.register.links import kind_name, object_name, page_of
from efe_infra.console.trail.generated import NAMES, ComparisonComparedValue, ComparisonEdge, ComparisonNode
from efe_infra.console.web.page_request import PageRequest

WHOLE: Final = (
    "Analysis",
    "Decision",
    "FundingCall",
    "Instance",
    "Invitation",
    "Meeting",
    "Operator",
    "Opinion",
    "Pole",
    "Project",
    "ThemeList",
)
"""Types of objects with a name of their own."""
WHOLE_OF: Final[Mapping[str, str]] = {
    "AxisMatch": "Instance",
    "Competence": "Operator",
    "DecisionPosition": "Decision",
    "DecisionWording": "Decision",
    "Evaluation": "Pole",
    "IdentifiedAxis": "Instance",
    "JointMeeting": "Project",
    "Membership": "Pole",
    "Modalities": "Pole",
    "ModalitiesProposal": "Pole",
    "Objection": "Decision",
    "PlanPart": "Project",
    "ProgressReport": "Project",
    "ProjectAttachment": "Project",
    "ProjectCarrier": "Project",
    "ProjectContent": "Project",
    "ProjectHearing": "Project",
    "Ressort": "Operator",
    "Term": "Pole",
    "Verdict": "Project",
}
"""Type of the object to which a part belongs; the key of the part begins with the key of the object."""
ACCESS: Final = "AccessGrant"
MAX_VALUES: Final = 5
"""Values of a new row that its sentence says."""
MAX_VALUE_CHARACTERS: Final = 120


@dataclass
class ChangedObject:
    """Object with its changes. `name` is None for what has no name of its own, such as access."""

    kind: str
    id: str | None = None
    name: str | None = None
    edges: list[ComparisonEdge] = field(default_factory=list)

    @property
    def page(self) -> str | None:
        return page_of(self.id) if self.id else None

    @property
    def title(self) -> str:
        return self.name or (tr("Accès") if self.kind == ACCESS else kind_name(self.kind))

    def names_beside(self, edge: ComparisonEdge) -> list[str]:
        """Returns the names of a row without that of the object itself."""
        return [each for each in edge.names if not (self.name and self.name in each)]

    def values_beside(self, edge: ComparisonEdge) -> list[ComparisonComparedValue]:
        """Returns the first values of a new row that say more than its names."""
        names = [self.name, *edge.names]
        return [each for each in edge.values if is_short(each) and each.after not in names][:MAX_VALUES]


def is_short(value: ComparisonComparedValue) -> bool:
    return value.after is not None and len(value.after) <= MAX_VALUE_CHARACTERS


async def groups_of(visit: PageRequest, edges: Iterable[ComparisonEdge]) -> list[ChangedObject]:
    """Returns the changed objects, those of a kind together, with the names that the viewer may read."""
    groups: dict[tuple[str, str | None], ChangedObject] = {}
    for each in edges:
        kind, whole = owner_of(each.node)
        groups.setdefault((kind, whole), ChangedObject(kind, whole)).edges.append(each)
    names = await names_of(visit, [each.id for each in groups.values() if each.id])
    for group in groups.values():
        group.name = names.get(key_of(group.id)) if group.id else None
    ranks = [*WHOLE[WHOLE.index("Pole") :], *WHOLE]
    return sorted(groups.values(), key=lambda each: ranks.index(each.kind) if each.kind in WHOLE else len(ranks))


def owner_of(node: ComparisonNode | None) -> tuple[str, str | None]:
    """Returns the type and the id of the object to which a row belongs; no id for a row of no named object."""
    if node is None:
        return "Objet", None
    if node.typename in WHOLE:
        return node.typename, at_present(node.id)
    if whole := WHOLE_OF.get(node.typename):
        return whole, global_id(whole, key_of(node.id).partition("/")[0])
    return node.typename, None


async def names_of(visit: PageRequest, ids: Sequence[str]) -> dict[str, str]:
    if not ids:
        return {}
    nodes = (await visit.ask(NAMES, ids=list(ids))).nodes
    return {key_of(each.id): name for each in nodes if each and (name := object_name(each))}
