"""The policy of the contract: how each type of object is shown, field by field. A new one fails until it is named."""

from tests.api.isolation.kept import Kept, kept
from tests.api.isolation.sight import Sight

OBJECTS: dict[str, Kept] = {
    "AccessGrant": kept(Sight.DOSSIER, "account bassins id pole role since until"),
    "AccessJournalEntry": kept(
        Sight.JOURNAL,
        "account arguments bassin correlationId field id readAt subjectId token",
    ),
    "AccessRegister": kept(Sight.ACCOUNT, "compare grants id powers versionAt", trail="history"),
    "Account": kept(Sight.MENTIONED, "id person"),
    "Analysis": kept(
        Sight.DOSSIER,
        "adoptedOn bassin compare contributions crossedBy dueOn id illustrative late "
        "provider question receivedOn remindOn reminders requestedOn source subject "
        "syntheses themes version versionAt",
        trail="history",
    ),
    "AuditEntry": kept(
        Sight.TRAIL,
        "actor bassin causationId changes commandId correlationId effectiveOn id kind "
        "leaf legalBasis onBehalfOf position recordedAt rule seq subject version",
    ),
    "Body": kept(Sight.CATALOGUE, "id illustrative mission name since until", dossier="dossier"),
    "Competence": kept(Sight.CATALOGUE, "axisKey id illustrative kind label since until"),
    "Decision": kept(
        Sight.PUBLISHABLE,
        "adoptedOn bassin closedOn communicatedOn compare contentHash deadline id "
        "illustrative kind number pole proposedOn published receivedOn state subject text "
        "title version versionAt",
        dossier="dossier",
        trail="history",
    ),
    "DecisionPosition": kept(
        Sight.DOSSIER,
        "contentHash id objection operator recordedFor stance takenOn words",
    ),
    "DecisionWording": kept(Sight.DOSSIER, "contentHash deadline id number proposedOn subjectHash text title"),
    "Evaluation": kept(Sight.DOSSIER, "conclusion criteria evaluatedOn id illustrative termStarts"),
    "ForgottenPerson": kept(
        Sight.CATALOGUE,
        "compare forgottenOn id person reason version versionAt",
        trail="history",
    ),
    "Funding": kept(
        Sight.DOSSIER,
        "amount appliedOn authority bassin comment decidedOn granted id illustrative pole procedure",
    ),
    "HistoryEntry": kept(
        Sight.TRAIL,
        "actor causationId changes commandId correlationId effectiveOn id kind leaf "
        "legalBasis onBehalfOf position recordedAt rule subject version",
    ),
    "IdentifiedAxis": kept(Sight.CATALOGUE, "axis id illustrative since until"),
    "Instance": kept(
        Sight.CATALOGUE,
        "axes bassin bodies communes compare establishedOn id name poles rulesOfOrder version versionAt",
        dossier="dossier",
        trail="history",
    ),
    "Mandate": kept(
        Sight.DOSSIER,
        "body category endReason ends id illustrative person seatId since substitute until voting",
    ),
    "Meeting": kept(
        Sight.DOSSIER,
        "agenda bassins body cancelReason cancelledOn compare convenedOn day excused "
        "heldOn id illustrative kind minutes minutesAdoptedOn place pole present remote "
        "version versionAt",
        trail="history",
    ),
    "Membership": kept(Sight.DOSSIER, "college endReason id illustrative operator representative since until"),
    "Modalities": kept(Sight.DOSSIER, "agreedOn id meetingEveryMonths quorumPercent remoteAllowed"),
    "Objection": kept(
        Sight.DOSSIER,
        "answer answeredOn contentHash id lastWord number operator raisedOn reason settledOn state",
    ),
    "Operator": kept(
        Sight.CATALOGUE,
        "college compare competences id illustrative kind name number registeredOn scheme sites version versionAt",
        trail="history",
    ),
    "Opinion": kept(
        Sight.PUBLISHABLE,
        "acknowledgedOn adoptedOn answerDueOn answeredOn bassin begunOn body compare "
        "conclusion contentHash criteria criteriaMissing decision dueOn effectOn file "
        "followedBy follows id illustrative impact instance kind number operatorKinds "
        "operators overdue pole project projectSeen published requester state subjectKind "
        "target theme title transmittedOn version versionAt",
        dossier="dossier",
        trail="history",
    ),
    "Person": kept(Sight.MENTIONED, "displayName email familyName forgotten function givenName id"),
    "Pole": kept(
        Sight.PUBLISHABLE,
        "axis bassin compare constitutedOn createdOn daysLeft dissolvedOn id illustrative "
        "instance name opinions projects published state termEnds termStarts themes "
        "version versionAt",
        dossier="dossier",
        trail="history",
    ),
    "ProgressReport": kept(Sight.DOSSIER, "id illustrative pole report reportedOn"),
    "Project": kept(
        Sight.PUBLISHABLE,
        "axisKey bassins compare emergedOn id illustrative joint opinions outcome pending "
        "published title version versionAt zone",
        dossier="dossier",
        trail="history",
    ),
    "ProjectCarrier": kept(
        Sight.DOSSIER,
        "bassin contentHash decision id illustrative pastEvents pastRoot pole reason since until",
    ),
    "ProjectContent": kept(
        Sight.DOSSIER,
        "actions aims aspects axisKey budget communes contentHash ends id illustrative "
        "number otherAspects partners publics reason since starts title zone",
    ),
    "ProjectHearing": kept(
        Sight.DOSSIER,
        "bassin fundings id illustrative project reopenedOn reopenedReason since "
        "submittedNumber submittedOn supports until verdict verdictGiven verdictOn",
    ),
    "Site": kept(Sight.CATALOGUE, "bassin commune id since until"),
    "Support": kept(
        Sight.DOSSIER,
        "bassin description endReason id illustrative kind number phase since toReconfirm until",
    ),
    "Term": kept(Sight.DOSSIER, "composition decidedOn ends evaluatedOn id illustrative starts"),
    "Theme": kept(
        Sight.PUBLISHABLE,
        "analyses axisKeys id illustrative kinds label list opinions orientation poles",
    ),
    "ThemeList": kept(
        Sight.PUBLISHABLE,
        "adoptedOn bassin compare diffusions draftedOn ends id illustrative nth number "
        "published starts supersededBy supersededSince themes title version versionAt",
        trail="history",
    ),
    "Verdict": kept(
        Sight.DOSSIER,
        "bassin conditions contentHash givenOn id illustrative kind meeting number reasons",
    ),
    "Zone": kept(Sight.CATALOGUE, "communes compare id representatives version versionAt", trail="history"),
    "ZoneRepresentative": kept(Sight.DOSSIER, "bassin id illustrative person since until"),
}
