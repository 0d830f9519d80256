"""Variants that are no fault, each with the reason; every one is checked to be really accepted."""

NO_LIMIT = "no rule says how far ahead a day may lie"
OPTIONAL = "the text may be left out, and empty is left out"
SHARED = "the register of operators is common to the ten Instances"
NO_BEGINNING = "the register has no first day before which nothing may be recorded"

ALLOWED: dict[tuple[str, str, str], str] = {
    ("adoptThemes", "ends", "last day"): NO_LIMIT,
    ("amendDecision", "deadline", "last day"): NO_LIMIT,
    ("amendProject", "content.ends", "last day"): NO_LIMIT,
    ("conveneMeeting", "day", "last day"): NO_LIMIT,
    ("emergeProject", "content.ends", "last day"): NO_LIMIT,
    ("proposeDecision", "deadline", "last day"): NO_LIMIT,
    ("recordReminder", "remindOn", "last day"): NO_LIMIT,
    ("requestData", "dueOn", "last day"): NO_LIMIT,
    ("requestData", "remindOn", "last day"): NO_LIMIT,
    ("requestOpinion", "dueOn", "last day"): NO_LIMIT,
    ("transmitOpinion", "answerDueOn", "last day"): NO_LIMIT,
    ("amendProject", "content.starts", "first day"): "a project may have begun before it is put on record",
    ("emergeProject", "content.starts", "first day"): "a project may have begun before it is put on record",
    ("amendOpinion", "content.impact", "empty"): OPTIONAL,
    ("draftOpinion", "content.impact", "empty"): OPTIONAL,
    ("recordFundingOutcome", "comment", "empty"): OPTIONAL,
    ("registerPerson", "email", "empty"): OPTIONAL,
    ("registerPerson", "function", "empty"): OPTIONAL,
    ("amendProject", "content.partnerIds[]", "Operator of another Instance"): SHARED,
    ("emergeProject", "content.partnerIds[]", "Operator of another Instance"): SHARED,
    ("holdMeeting", "excused[].operatorId", "Operator of another Instance"): SHARED,
    ("holdMeeting", "present[].operatorId", "Operator of another Instance"): SHARED,
    ("openSite", "operatorId", "Operator of another Instance"): SHARED,
    ("recogniseCompetence", "operatorId", "Operator of another Instance"): SHARED,
    ("registerPerson", "", "by another coordinator"): "the vault is common to the coordinators of all Instances",
    ("proposeDecision", "subjectId", "Project of another Instance"): "pôles of several bassins may carry one project",
    ("establishInstance", "effectiveOn", "first of days"): NO_BEGINNING,
    ("establishInstance", "effectiveOn", "before the Instance"): NO_BEGINNING,
    ("grantPlatformAccess", "effectiveOn", "first of days"): NO_BEGINNING,
    ("grantPlatformAccess", "effectiveOn", "before the Instance"): NO_BEGINNING,
    ("forgetPerson", "effectiveOn", "first of days"): NO_BEGINNING,
    ("forgetPerson", "effectiveOn", "before the Instance"): NO_BEGINNING,
    ("registerOperator", "effectiveOn", "first of days"): NO_BEGINNING,
    ("registerOperator", "effectiveOn", "before the Instance"): NO_BEGINNING,
}
