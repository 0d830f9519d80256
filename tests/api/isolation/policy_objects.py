"""The policy of the contract: how each type of object is shown, field by field. A new one fails until it is named."""

from tests.api.isolation.kept import Kept, kept
from tests.api.isolation.sight import Sight

OBJECTS: dict[str, Kept] = {
    "AccessGrant": kept(Sight.DOSSIER, "account bassins grantedBy id pole role since until"),
    "AccessJournalEntry": kept(
        Sight.JOURNAL,
        "account arguments bassin correlationId field id readAt subjectId token",
    ),
    "AccessRegister": kept(Sight.ACCOUNT, "compare grants id powers versionAt", trail="history"),
    "Account": kept(Sight.MENTIONED, "availableCommands displayName id person serviceName"),
    "Analysis": kept(
        Sight.DOSSIER,
        "availableCommands adoptedOn bassin compare contributions crossedBy dueOn id illustrative late "
        "provider question receivedOn remindOn reminders requestedOn source subject "
        "syntheses themes version versionAt",
        trail="history",
    ),
    "AuditEntry": kept(
        Sight.TRAIL,
        "actor bassin causationId changes commandId correlationId effectiveOn id kind kindLabel leaf legalBasis "
        "onBehalfOf position recordedAt reprise rule sealed sentence seq source subject told values version",
    ),
    "Body": kept(Sight.CATALOGUE, "availableCommands id illustrative mission name since until", dossier="dossier"),
    "Competence": kept(Sight.CATALOGUE, "axisKey bassin id illustrative kind label since until"),
    "Correction": kept(
        Sight.TRAIL,
        "act actor asked bassins cause causeVersion closes document documentSha256 effectiveOn entity entityId "
        "findings id kind reason rectified version",
    ),
    "Attachment": kept(Sight.DOSSIER, "attachedOn document id illustrative number title"),
    "Decision": kept(
        Sight.PUBLISHABLE,
        "availableCommands nextStep "
        "adoptedOn bassin closedOn communicatedOn compare contentHash contested contestedOn deadline deadlineCounts "
        "deadlineRecordedOn errata id illustrative kind lateUntil memberWords number ownWords pole proposedOn "
        "published receivedOn state subject text title version versionAt",
        dossier="dossier",
        trail="history",
    ),
    "DecisionPosition": kept(
        Sight.DOSSIER,
        "basis contentHash document id late objection operator recordedFor stance takenOn words",
    ),
    "DecisionWording": kept(
        Sight.DOSSIER, "contentHash deadline deadlineRecordedOn id number proposedOn subjectHash text title"
    ),
    "Evaluation": kept(Sight.DOSSIER, "conclusion criteria evaluatedOn id illustrative meeting termStarts"),
    "ForgottenPerson": kept(
        Sight.CATALOGUE,
        "compare forgottenOn id person reason version versionAt",
        trail="history",
    ),
    "Funding": kept(
        Sight.DOSSIER,
        "amount appliedOn authority bassin call callCloses callName comment decided decidedOn decision granted id"
        " illustrative late pole procedure",
    ),
    "HistoryEntry": kept(
        Sight.TRAIL,
        "actor causationId changes commandId correlationId effectiveOn id kind kindLabel "
        "leaf legalBasis onBehalfOf position recordedAt reprise rule sentence source subject told values version",
    ),
    "IdentifiedAxis": kept(Sight.CATALOGUE, "axis id illustrative meeting since until"),
    "Instance": kept(
        Sight.CATALOGUE,
        "availableCommands nextStep "
        "axes axisMatches bassin bodies communes compare establishedOn id letterhead name poles rulesOfOrder version"
        " versionAt",
        dossier="dossier",
        trail="history",
    ),
    "Invitation": kept(
        Sight.DOSSIER,
        "availableCommands answerBy answeredOn bassin compare content contentHash decision id illustrative inviter "
        "inviterBassin jointMeetings lapsed number pole project projectId reason sentOn state version versionAt",
        trail="history",
    ),
    "JointMeeting": kept(
        Sight.DOSSIER,
        "agenda attendances bassin calledOn cancelled day endsAt id illustrative number place pole poleMeetings "
        "reason remote startsAt",
    ),
    "Mandate": kept(
        Sight.DOSSIER,
        "body category endReason ends id illustrative person seatId since substitute until voting",
    ),
    "Meeting": kept(
        Sight.DOSSIER,
        "availableCommands nextStep "
        "agenda bassins body cancelReason cancelledOn compare convenedOn day endsAt excused attachments "
        "heldOn id illustrative jointMeeting kind minutes minutesAdoptedOn place pole postponements present remote "
        "represented startsAt version versionAt",
        trail="history",
    ),
    "Membership": kept(
        Sight.DOSSIER, "college endReason id illustrative meeting operator representative since substitute until"
    ),
    "Modalities": kept(
        Sight.DOSSIER, "agreedOn agreementPerCollege decision id meetingEveryMonths quorumPercent remoteAllowed"
    ),
    "ModalitiesProposal": kept(
        Sight.DOSSIER,
        "agreementPerCollege contentHash id meetingEveryMonths proposedOn quorumPercent remoteAllowed",
    ),
    "Objection": kept(
        Sight.DOSSIER,
        "answer answeredOn contentHash document id lastWord number operator raisedOn reason settledOn state",
    ),
    "FundingCall": kept(
        Sight.CATALOGUE,
        "availableCommands "
        "bassin changeReason closes compare document executive id illustrative name opens reference registeredOn "
        "version versionAt withdrawalReason withdrawnOn",
        trail="history",
    ),
    "Operator": kept(
        Sight.CATALOGUE,
        "availableCommands "
        "college compare competences formerKinds formerNames formerNumbers id illustrative kind name number "
        "registeredOn ressorts scheme sites version versionAt",
        trail="history",
    ),
    "Opinion": kept(
        Sight.PUBLISHABLE,
        "availableCommands nextStep acknowledgedOn adoptedOn answerDueOn answeredOn bassin begunOn body compare "
        "conclusion contentHash criteria criteriaMissing decision dueOn effectOn errata file "
        "followedBy follows id illustrative impact instance kind number operatorKinds "
        "operators overdue pole project projectSeen published requester state subjectKind "
        "target theme title transmittedOn version versionAt",
        dossier="dossier",
        trail="history",
    ),
    "Person": kept(Sight.MENTIONED, "availableCommands displayName email familyName forgotten function givenName id"),
    "Pole": kept(
        Sight.PUBLISHABLE,
        "availableCommands nextStep "
        "axis bassin compare constitutedOn createdOn daysLeft dissolvedOn formerNames id illustrative "
        "instance name nextTerm opinions projects published state takenOverOn termEnds termStarts themes "
        "version versionAt",
        dossier="dossier",
        trail="history",
    ),
    "PlanPart": kept(
        Sight.DOSSIER,
        "actions bassin budgetLines financedTotal financing id illustrative inForce number part plannedTotal pole "
        "reason since",
    ),
    "ProgressReport": kept(Sight.DOSSIER, "action id illustrative pole recordedBy report reportedOn state"),
    "Project": kept(
        Sight.PUBLISHABLE,
        "availableCommands nextStep axisKey bassins compare emergedOn id illustrative joint opinions outcome pending "
        "published title version versionAt zone",
        dossier="dossier",
        trail="history",
    ),
    "ProjectCarrier": kept(
        Sight.DOSSIER,
        "bassin contentHash decision departureDecided departureDecision id illustrative pastEvents pastRoot pole "
        "reason released since until",
    ),
    "ProjectAttachment": kept(Sight.DOSSIER, "attachedOn document id illustrative number title"),
    "ProjectContent": kept(
        Sight.DOSSIER,
        "actions aims aspects axisKey budget communes contentHash decided decision ends errata id illustrative "
        "number otherAspects partners publics reason since starts title zone",
    ),
    "ProjectHearing": kept(
        Sight.DOSSIER,
        "bassin expectedOn fundings id illustrative overdue project reopenedOn reopenedReason since "
        "submittedNumber submittedOn supports until verdict verdictGiven verdictOn",
    ),
    "AxisMatch": kept(Sight.CATALOGUE, "agreed axisKey basis id illustrative otherAxisKey otherBassin since until"),
    "Ressort": kept(Sight.CATALOGUE, "basis bassin id illustrative since until"),
    "PurgedDocument": kept(
        Sight.DOSSIER, "bassin compare id purgedOn reason sha256 version versionAt", trail="history"
    ),
    "Site": kept(Sight.CATALOGUE, "bassin commune id since until"),
    "Support": kept(
        Sight.DOSSIER,
        "bassin description endReason endedByRelease endedByVerdict ends hours id illustrative kind number phase"
        " since starts toReconfirm until",
    ),
    "Term": kept(
        Sight.DOSSIER, "composition continues decidedOn ends evaluatedOn id illustrative meeting starts why"
    ),
    "Theme": kept(
        Sight.PUBLISHABLE,
        "analyses axisKeys id illustrative kinds label list opinions orientation poles",
    ),
    "ThemeList": kept(
        Sight.PUBLISHABLE,
        "availableCommands adoptedOn bassin compare diffusions draftedOn ends id illustrative nth number "
        "published starts supersededBy supersededSince themes title version versionAt",
        trail="history",
    ),
    "Verdict": kept(
        Sight.DOSSIER,
        "bassin conditionList conditions contentHash givenOn id illustrative kind meeting number quorum "
        "reasons sitting until why withoutMeeting",
    ),
    "Zone": kept(
        Sight.CATALOGUE, "availableCommands communes compare id representatives version versionAt", trail="history"
    ),
    "ZoneRepresentative": kept(Sight.DOSSIER, "bassin id illustrative person since until"),
}
