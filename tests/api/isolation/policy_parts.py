"""The policy of the contract: the parts of objects, field by field. A new one fails until it is named here."""

from tests.api.isolation.kept import Kept, kept
from tests.api.isolation.sight import Sight

PARTS: dict[str, Kept] = {
    "ApiToken": kept(
        Sight.PART, "account createdAt endsOn id isReadOnly lastUsedOn name revokedAt rights secret state"
    ),
    "ApiTokenRight": kept(Sight.PART, "bassin pole role"),
    "Attendee": kept(Sight.PART, "operator person"),
    "AuditMonth": kept(Sight.PART, "count firstPosition lastPosition month"),
    "AvailableCommand": kept(Sight.PART, "as code group name possible reason rule"),
    "Axis": kept(Sight.PART, "codes key kind label"),
    "AxisCode": kept(Sight.PART, "code system"),
    "Barometer": kept(Sight.PART, "bassin complete figures from inProgress position previous until"),
    "BarometerFigure": kept(
        Sight.PART,
        "count definition groups illustrativeCount key previousCount previousValue public theme title unit value",
    ),
    "BarometerGroup": kept(Sight.PART, "count key label previousCount previousValue value"),
    "BarometerLine": kept(Sight.PART, "bassins day entity group illustrative label value"),
    "BarometerLineConnection": kept(Sight.PART, "definition edges from pageInfo title totalCount unit until"),
    "BarometerSpan": kept(Sight.PART, "from until"),
    "BodyDossier": kept(Sight.PART, "meetings seats"),
    "BodyRules": kept(Sight.PART, "body givesVerdicts majorityPercent quorumPercent"),
    "ComparedValue": kept(Sight.PART, "after before label"),
    "Change": kept(Sight.PART, "after afterText before beforeText field key label table"),
    "CollegePartners": kept(Sight.PART, "college operators"),
    "CollegeSeats": kept(Sight.PART, "college operators"),
    "CollegeVerdict": kept(Sight.PART, "college present reason seats"),
    "Commune": kept(Sight.PART, "bassin interbassinEsm name nis postcodes"),
    "Composition": kept(Sight.PART, "colleges complete on"),
    "ConsistencyProof": kept(Sight.PART, "fromSize path toSize"),
    "Consultation": kept(
        Sight.PART,
        "awaited collegesNotAgreeing collegesNotHeard isConsensus notCounted on silent somebodyAgrees"
        " standingObjections",
    ),
    "Contribution": kept(Sight.PART, "document on reference"),
    "Criterion": kept(Sight.PART, "finding label"),
    "DecisionDossier": kept(
        Sight.PART,
        "agreementPerCollege attachments closeReason consultation maySpeakLate meeting objections positions "
        "purgedDocuments quorumPercent replacedBy replaces roster subjectHash wordings youMaySpeakFor youProposed",
    ),
    "Diffusion": kept(Sight.PART, "college on operators"),
    "Document": kept(Sight.PART, "depositedOn depositor mediaType name path purges sha256 size"),
    "FollowUp": kept(Sight.PART, "kind on operator text"),
    "Erratum": kept(Sight.PART, "number on text"),
    "FormerKind": kept(Sight.PART, "college kind until"),
    "FormerName": kept(Sight.PART, "name until"),
    "FormerNumber": kept(Sight.PART, "number scheme until"),
    "FormerSchedule": kept(Sight.PART, "day endsAt movedOn place reason remote startsAt"),
    "InstanceDossier": kept(Sight.PART, "grants meetings powers recentDocuments seats waiting"),
    "InvitationContent": kept(
        Sight.PART,
        "actions aims aspects axisKey budget communes ends otherAspects partners publics starts title zone",
    ),
    "LateWord": kept(
        Sight.PART,
        "adoptedOn contentHash contests decisionId lateUntil member pole stance text title words",
    ),
    "LedgerCheckpoint": kept(Sight.PART, "note origin root size"),
    "LedgerProof": kept(Sight.PART, "bassins checkpoint entry leaf path position"),
    "LegalBasis": kept(Sight.PART, "key numac title verified"),
    "LookAlikes": kept(Sight.PART, "poles projects"),
    "Meta": kept(Sight.PART, "bassins knownAt lawVersion position refusals rules version"),
    "OpinionCriterion": kept(Sight.PART, "finding label topic"),
    "OpinionDossier": kept(Sight.PART, "attachments followUps"),
    "OpinionScoreboard": kept(Sight.PART, "acknowledged answered bassin late overdue sent withEffect"),
    "OpinionTarget": kept(Sight.PART, "kind name"),
    "PageInfo": kept(Sight.PART, "endCursor hasNextPage hasPreviousPage startCursor"),
    "PersonInvitation": kept(
        Sight.PART,
        "acceptedAt acceptedBy bassin endedAt expiresAt id invitedAt invitedBy language link mailLeavesAt mailState"
        " person role state",
    ),
    "PoleDossier": kept(
        Sight.PART,
        "alarmOn board composition dissolutionReason evaluations identification meetings memberships modalities"
        " openingDocument proposedModalities terms",
    ),
    "InvitedJointMeeting": kept(
        Sight.PART, "agenda cancelled day endsAt jointMeetingId place poleMeetings remote startsAt"
    ),
    "JointAttendance": kept(Sight.PART, "bassin heldOn operators pole"),
    "PlanAction": kept(
        Sight.PART,
        "currentRank description ends expectedResult leftOver nature number operators rank reportedOn starts state",
    ),
    "PlanBudgetLine": kept(Sight.PART, "amount kind what year"),
    "PlanFinancing": kept(Sight.PART, "amount funding"),
    "PoleMeetingsDossier": kept(Sight.PART, "convened lastHeldOn nextDueOn overdue"),
    "Power": kept(Sight.PART, "account body deeds operator person pole scope since standing until"),
    "ProjectAction": kept(Sight.PART, "description nature"),
    "ProjectDossier": kept(
        Sight.PART,
        "attachments bassinsOutside board carriers content contentHash contents endedOn ending endingDecided "
        "endingDecision fundings illustrative invitations jointMeetings lead leadCarries leadOffered owed owedTotal "
        "plan progressReports startedOn startedWithoutAgreement state supports timeline timelineTotal verdicts",
    ),
    "ProjectFact": kept(Sight.PART, "bassin effectiveOn illustrative kind kindLabel pole sentence version"),
    "ProjectPlan": kept(Sight.PART, "allParts budget financedTotal overBudget parts plannedTotal undone"),
    "ProjectSeen": kept(Sight.PART, "contentHash number outcome stage"),
    "RectificationConsequence": kept(Sight.PART, "entity findings rectified"),
    "RectificationPreview": kept(
        Sight.PART,
        "awaitsConfirmation consequences documentNeeded facts hiddenConsequences secondCoordinatorNeeded userErrors",
    ),
    "RectifiedFact": kept(Sight.PART, "after before changed topic version"),
    "RefusalKind": kept(Sight.PART, "codeName rule"),
    "Reminder": kept(Sight.PART, "note on"),
    "RepresentedOperator": kept(Sight.PART, "by operator"),
    "RosterSeat": kept(Sight.PART, "college operator representative"),
    "Rule": kept(Sight.PART, "key legalBasis reading text why"),
    "NextTerm": kept(Sight.PART, "ends starts"),
    "Logo": kept(Sight.PART, "document picture"),
    "Letterhead": kept(Sight.PART, "address logo office since"),
    "RulesOfOrder": kept(
        Sight.PART, "adoptedOn bodies contestDays lateAfterDays renewalWindowDays verdictsNeedQuorum"
    ),
    "SealedEvent": kept(Sight.PART, "originatorId originatorVersion state topic"),
    "SearchHit": kept(Sight.PART, "bassins commune entity kind match themes title"),
    "Seat": kept(Sight.PART, "counts failing name operator"),
    "Setup": kept(Sight.PART, "steps"),
    "SetupStep": kept(Sight.PART, "kind missing state"),
    "StatementBasis": kept(Sight.PART, "document meeting"),
    "Synthesis": kept(Sight.PART, "adoptedOn analyses number on text"),
    "Task": kept(
        Sight.PART,
        "account bassin command document due jointMeeting kind lateWord member objection owner reason rule since"
        " subject viewerOwns",
    ),
    "TaskOwner": kept(Sight.PART, "kind party person"),
    "Territory": kept(Sight.PART, "bassin communes name"),
    "VerdictQuorum": kept(Sight.PART, "percent present seats"),
    "VerdictCondition": kept(Sight.PART, "dueOn finding metOn number text"),
    "Viewer": kept(
        Sight.PART, "account bassins correctionsToConfirm grants lateWords openedPoles personalData poles tasks"
    ),
    "Waiting": kept(
        Sight.PART,
        "bassin day decisionsToReceive invitationsToAnswer meetingsOverdue opinionsOverdue rectificationsToConfirm "
        "renewalsDue requestsLate toReconsider verdictsToGive withdrawalsToConfirm",
    ),
}
