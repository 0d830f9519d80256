"""Lines of each table, from one object of its listing. Days, numbers and amounts stay values."""

from collections.abc import Iterator

from efe_infra.console.register.labels import BASSINS
from efe_infra.console.register.links import object_title
from efe_infra.console.register.task_kinds import label_of as task_label_of
from efe_infra.console.tables.generated import (
    AttendanceTableMeeting,
    DecisionTableDecision,
    FundingTableProject,
    MemberTablePole,
    OperatorTableOperator,
    OpinionTableOpinion,
    PoleTablePole,
    ProjectTableProject,
    TableAttendee,
    TaskTableTask,
    VerdictTableProject,
)
from efe_infra.console.tables.table import Line, euros, in_bassins, name_of, person_name, words


def pole(each: PoleTablePole) -> Iterator[Line]:
    yield (
        each.name,
        BASSINS[each.bassin],
        words(each.axis.kind, "AxisKind"),
        each.axis.label,
        words(each.state, "PoleState"),
        each.created_on,
        each.constituted_on,
        each.term_starts,
        each.term_ends,
        each.dissolved_on,
        each.illustrative,
    )


def members(each: MemberTablePole) -> Iterator[Line]:
    for seat in each.dossier.memberships if each.dossier else ():
        yield (
            each.name,
            BASSINS[each.bassin],
            seat.college,
            name_of(seat.operator),
            seat.operator.number if seat.operator else None,
            person_name(seat.representative),
            person_name(seat.substitute),
            seat.since,
            seat.until,
            seat.illustrative,
        )


def attendance(each: AttendanceTableMeeting) -> Iterator[Line]:
    def line(attendee: TableAttendee | None, how: str, member: str | None, by: str | None = None) -> Line:
        person = person_name(attendee.person) if attendee else None
        return (
            each.day,
            each.held_on,
            words(each.kind, "AssemblyKind"),
            name_of(each.pole) or name_of(each.body),
            in_bassins(each.bassins),
            member,
            person,
            how,
            by,
            each.illustrative,
        )

    for attendee in each.present:
        yield line(attendee, "Présent", name_of(attendee.operator))
    for attendee in each.excused:
        yield line(attendee, "Excusé", name_of(attendee.operator))
    for proxy in each.represented:
        yield line(None, "Représenté", name_of(proxy.operator), name_of(proxy.by))


def decision(each: DecisionTableDecision) -> Iterator[Line]:
    """Yields a line for each position; one without a position where the viewer reads none."""
    own_cells = (
        each.title,
        BASSINS[each.bassin],
        name_of(each.pole),
        words(each.kind, "DecisionKind"),
        words(each.state, "DecisionState"),
        each.proposed_on,
        each.adopted_on,
        each.communicated_on,
        each.received_on,
        each.closed_on,
    )
    positions = each.dossier.positions if each.dossier else ()
    for stated in positions:
        stance = words(stated.stance, "Stance")
        yield (
            *own_cells,
            name_of(stated.operator),
            stance,
            stated.taken_on,
            stated.recorded_for,
            stated.words,
            each.illustrative,
        )
    if not positions:
        yield (*own_cells, None, None, None, None, None, each.illustrative)


def project(each: ProjectTableProject) -> Iterator[Line]:
    dossier = each.dossier
    yield (
        each.title,
        in_bassins(each.bassins),
        each.joint,
        words(each.outcome, "JointOutcome"),
        each.pending,
        each.emerged_on,
        words(dossier.state, "ProjectState") if dossier else None,
        name_of(dossier.lead) if dossier else None,
        dossier.started_on if dossier else None,
        dossier.ended_on if dossier else None,
        each.illustrative,
    )


def verdicts(each: VerdictTableProject) -> Iterator[Line]:
    for verdict in each.dossier.verdicts if each.dossier else ():
        yield (
            each.title,
            BASSINS[verdict.bassin],
            words(verdict.kind, "VerdictKind"),
            verdict.given_on,
            verdict.until,
            verdict.reasons,
            verdict.conditions,
            verdict.illustrative,
        )


def fundings(each: FundingTableProject) -> Iterator[Line]:
    dossier = each.dossier
    for support in dossier.supports if dossier else ():
        yield (
            each.title,
            BASSINS[support.bassin],
            words(support.kind, "SupportKind"),
            support.description,
            support.hours,
            None,
            None,
            support.since,
            support.until or support.ends,
            support.illustrative,
        )
    for funding in dossier.fundings if dossier else ():
        yield (
            each.title,
            BASSINS[funding.bassin],
            words(funding.authority, "FundingAuthority"),
            funding.procedure,
            None,
            euros(funding.amount),
            euros(funding.granted),
            funding.applied_on,
            funding.decided_on,
            funding.illustrative,
        )


def opinion(each: OpinionTableOpinion) -> Iterator[Line]:
    """Yields a line for each follow-up; one without where there is none."""
    own_cells = (
        each.title,
        BASSINS[each.bassin],
        name_of(each.pole),
        words(each.kind, "OpinionKind"),
        words(each.state, "OpinionState"),
        each.begun_on,
        each.due_on,
        each.adopted_on,
        each.transmitted_on,
        each.acknowledged_on,
        each.answer_due_on,
        each.answered_on,
        each.overdue,
    )
    follow_ups = each.dossier.follow_ups if each.dossier else ()
    for fact in follow_ups:
        yield (
            *own_cells,
            words(fact.kind, "FollowUpKind"),
            fact.on,
            name_of(fact.operator),
            fact.text,
            each.illustrative,
        )
    if not follow_ups:
        yield (*own_cells, None, None, None, None, each.illustrative)


def operator(each: OperatorTableOperator) -> Iterator[Line]:
    yield (
        each.name,
        words(each.kind, "OperatorKind"),
        words(each.scheme, "NumberScheme"),
        each.number,
        each.college,
        each.registered_on,
        each.illustrative,
    )


def task(each: TaskTableTask) -> Iterator[Line]:
    yield (
        task_label_of(each.kind, each.command).words,
        BASSINS[each.bassin],
        str(object_title(each.subject)) if each.subject else None,
        each.rule.key,
        each.since,
        each.due,
        each.viewer_owns,
        each.reason,
    )
