"""The cost of each operation of a document, in linear time: each fragment is counted once."""

from dataclasses import dataclass
from typing import NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NamedTypeNode,
    OperationDefinitionNode,
    SelectionNode,
    ValueNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
)

from efe_graphql.limits.introspection_cost import CEILING, INTROSPECTION, IntrospectionCost

PAGE_ARGUMENTS = ("first", "last", "ids", "commands")

OPERATION = 10
"""Cost of an operation beside its fields: the look-up of the account."""
LISTED = 10
"""Extra cost of a paged list: it takes a statement of its own for each object above it."""
ONCE = {"totalCount": 10, "countIsCapped": 10}
"""Extra cost of a list that is counted too."""
STATEMENTS = {
    "AuditEntry.actor": 1,
    "AuditEntry.legalBasis": 1,
    "AuditEntry.onBehalfOf": 1,
    "AuditEntry.rule": 1,
    "AuditEntry.sealed": 2,
    "AuditEntry.told": 5,
    "AuditEntry.values": 5,
    "ComparisonEdge.names": 2,
    "ComparisonEdge.told": 5,
    "ComparisonEdge.values": 5,
    "HistoryEntry.told": 5,
    "PlannedEvent.told": 5,
    "HistoryEntry.values": 5,
    "versionAt": 10,
    "history": 20,
    "compare": 100,
    "Decision.compare": 170,
    "AuditEntry.subject": 1,
    "BarometerLine.entity": 1,
    "Decision.pole": 1,
    "Decision.subject": 3,
    "DecisionDossier.consultation": 12,
    "Funding.call": 1,
    "Funding.decision": 1,
    "Funding.pole": 2,
    "PoleDossier.board": 30,
    "PoleDossier.composition": 10,
    "Project.dossier": 5,
    "ProjectCarrier.decision": 3,
    "ProjectCarrier.departureDecision": 1,
    "ProjectCarrier.pole": 3,
    "ProjectDossier.content": 3,
    "ProjectDossier.lead": 2,
    "ProjectDossier.owed": 60,
    "ProjectDossier.owedTotal": 60,
    "ProjectDossier.timeline": 10,
    "ProjectDossier.timelineTotal": 5,
    "ProjectHearing.project": 5,
    "ProjectHearing.verdictGiven": 3,
    "Task.command": 3,
    "Task.reason": 3,
    "Verdict.quorum": 2,
    "Verdict.sitting": 2,
    "Viewer.tasks": 550,
    "availableCommands": 300,
    "Instance.nextStep": 300,
    "nextStep": 40,
}
"""The same of other fields, and of lists whose statement looks at more."""
ROOTS = {
    "auditMonths": 800,
    "auditTrail": 100,
    "barometer": 3_000,
    "barometerLines": 600,
    "compare": 2_000,
    "decisions": 50,
    "lookAlikes": 300,
    "meetings": 80,
    "opinionScoreboard": 5,
    "overduePoles": 600,
    "previewRectification": 5_000,
    "projects": 200,
    "requestsLate": 50,
    "search": 1_000,
    "setup": 50,
    "themeLists": 100,
}
"""The same of root fields that look at much of the register: a unit stands for the same work of the database.

`python -m tests.bench costs` measures it, and a test holds it for every field.
"""
LENGTHS = {
    "CommandPayload.userErrors": 1,
    "availableCommands": 30,
    "Barometer.figures": 20,
    "BarometerFigure.groups": 5,
    "Composition.colleges": 3,
    "Document.purges": 10,
    "InstanceDossier.recentDocuments": 30,
    "InvitationContent.partners": 3,
    "JointMeeting.attendances": 5,
    "JointMeeting.poleMeetings": 2,
    "JointAttendance.operators": 10,
    "Invitation.jointMeetings": 10,
    "Meta.refusals": 200,
    "ProjectContent.partners": 3,
    "PlanAction.operators": 3,
    "PlannedConsequences.undone": 30,
    "PlanPart.actions": 30,
    "PlanPart.budgetLines": 20,
    "PlanPart.financing": 10,
    "ProjectDossier.board": 10,
    "ProjectDossier.owed": 20,
    "ProjectDossier.timeline": 50,
    "ProjectPlan.parts": 5,
    "ProjectPlan.undone": 30,
    "ApiToken.rights": 3,
    "Query.apiTokens": 100,
    "Query.auditMonths": 240,
    "Query.personInvitations": 100,
    "Query.serviceAccounts": 100,
    "RectificationPreview.consequences": 200,
    "RectificationPreview.userErrors": 1,
    "Seat.failing": 3,
    "Verdict.conditionList": 30,
}
"""Largest length of a list without pages: a line for each of the ten Instances, a list of partners for each of the
three colleges, a rule for each reason why a seat does not count. The lists of a plan part share its
60 lines. The parts of a plan and the operators of an action have their usual lengths: a request reads each operator
and each pôle once, however many actions name it."""
COUNTED = {
    "analyses": 25,
    "auditTrail": 20,
    "compare": 1_200,
    "decisions": 15,
    "fundingCalls": 25,
    "invitations": 3,
    "meetings": 25,
    "opinions": 5,
    "projects": 5,
    "requestsLate": 10,
    "themeLists": 25,
}
"""Factor for counting a root field whose pages look at fewer rows than its count."""

SINGLE = frozenset({"availableCommands"})
"""Fields of one object at a time: below a list they are refused."""

type Selector = OperationDefinitionNode | FragmentDefinitionNode | InlineFragmentNode | FieldNode


@dataclass(frozen=True, kw_only=True)
class Pages:
    """Assumed lengths of a list: at most, without a requested size, and as usually filled."""

    largest: int = 100
    unasked: int = 20
    usual: int = 5


PAGES = Pages()


class OperationCost(NamedTuple):
    """Measures of an operation. `cost` estimates the work of the database: a list multiplies the cost below it by its
    page size, except the part that it pays `once`. `usual_cost` is the same with usually filled pages where the
    operation requests no size. `single` counts the fields of one object at a time, `listed` those below a list.
    """

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    root_fields: int = 0
    cost: int = 0
    once: int = 0
    usual_cost: int = 0
    single: int = 0
    listed: int = 0

    def beside(self, other: "OperationCost") -> "OperationCost":
        sums = [min(own + others, CEILING) for own, others in zip(self[1:], other[1:], strict=True)]
        return OperationCost(max(self.depth, other.depth), *sums)


class CostCounter:
    """Counts what the operations of one document cost."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, pages: Pages) -> None:
        self._schema = schema
        self._pages = pages
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._counted: dict[str, OperationCost] = {}
        self._introspection = IntrospectionCost(schema, self._fragments)

    def count(self, node: Selector, parent: GraphQLNamedType | None) -> OperationCost:
        total = OperationCost(directives=len(node.directives or ()))
        for selection in node.selection_set.selections if node.selection_set else ():
            total = total.beside(self._of_selection(selection, parent))
        return total

    def _of_selection(self, node: SelectionNode, parent: GraphQLNamedType | None) -> OperationCost:
        match node:
            case FieldNode():
                return self._of_field(node, parent)
            case InlineFragmentNode(type_condition=NamedTypeNode(name=name)):
                return self.count(node, self._schema.get_type(name.value))
            case InlineFragmentNode():
                return self.count(node, parent)
            case FragmentSpreadNode():
                return OperationCost(directives=len(node.directives or ())).beside(self._of_fragment(node.name.value))
            case _:
                return OperationCost()

    def _of_fragment(self, name: str) -> OperationCost:
        if name not in self._counted:
            self._counted[name] = OperationCost()  # a cycle ends here; validation names it
            if node := self._fragments.get(name):
                self._counted[name] = self.count(node, self._schema.get_type(node.type_condition.name.value))
        return self._counted[name]

    def _of_field(self, node: FieldNode, parent: GraphQLNamedType | None) -> OperationCost:
        name = node.name.value
        field = self._schema.get_field(parent, name) if is_composite_type(parent) else None
        below = self.count(node, get_named_type(field.type) if field else None)
        if field and name in INTROSPECTION and parent is self._schema.query_type:
            return self._of_introspection(node, below)
        own = self._statement(name, field, parent)
        counted = COUNTED.get(name, 1) if parent is self._schema.query_type else 1
        page, usual_page = (
            self._page(node, field, parent, default) for default in (self._pages.unasked, self._pages.usual)
        )
        return OperationCost(
            depth=1 + below.depth,
            aliases=(node.alias is not None) + below.aliases,
            directives=below.directives,
            root_fields=1,
            cost=min(1 + own + page * below.cost + counted * below.once, CEILING),
            usual_cost=min(1 + own + usual_page * below.usual_cost + counted * below.once, CEILING),
            once=ONCE.get(name, 0),
            single=below.single + (name in SINGLE),
            listed=below.single if field and is_list_type(get_nullable_type(field.type)) else below.listed,
        )

    def _of_introspection(self, node: FieldNode, below: OperationCost) -> OperationCost:
        """Returns the cost of an introspection, which has no depth: the lengths of the schema's lists bound it."""
        units, aliases = self._introspection.units(node), (node.alias is not None) + below.aliases
        free = OperationCost(depth=1, root_fields=1, aliases=aliases, directives=below.directives)
        return free._replace(cost=units, usual_cost=units)

    def _statement(self, name: str, field: GraphQLField | None, parent: GraphQLNamedType | None) -> int:
        usual = LISTED if field and "first" in field.args else 0
        if parent is self._schema.query_type:
            return ROOTS.get(name, usual)
        return STATEMENTS.get(f"{parent}.{name}", STATEMENTS.get(name, usual))

    def _page(
        self, node: FieldNode, field: GraphQLField | None, parent: GraphQLNamedType | None, default: int
    ) -> int:
        sizes = [self._page_size(each.value) for each in node.arguments or () if each.name.value in PAGE_ARGUMENTS]
        if sizes:
            return max(sizes)  # the larger one of `first` and `last`
        if not (field and parent) or not (is_list_type(get_nullable_type(field.type)) or "first" in field.args):
            return 1
        name = node.name.value
        usual = LENGTHS.get(f"{parent}.{name}", LENGTHS.get(name, default))
        return 1 if "pageInfo" in getattr(parent, "fields", ()) else usual

    def _page_size(self, value: ValueNode) -> int:
        """Returns the size of a page; the largest one for a variable, which may have any value at run time."""
        match value:
            case IntValueNode(value=digits):
                return min(max(int(digits[:10]), 0), self._pages.largest)
            case ListValueNode(values=values):
                return min(len(values), self._pages.largest)
            case _:
                return self._pages.largest
