"""The policy of the roots: to whom each way in answers. A new one fails until it is named here."""

from enum import StrEnum


class Door(StrEnum):
    """Open to everybody, who find behind it what they may see; to those of the Instance; to its coordinators, and to
    its auditors for themselves; to whoever has an account; or to who may do a command.
    """

    OPEN = "open"
    INSTANCE = "instance"
    JOURNAL = "journal"
    ACCOUNT = "account"
    COMMAND = "command"


_OPEN = """
    accounts analyses analysis barometer barometerLines decision decisions decisionsToCommunicate
    decisionsToReceive expiringPoles fundingCall fundingCalls instance instances invitation invitations
    ledgerCheckpoint ledgerConsistency
    lookAlikes meeting meetings meta node nodes operator operators opinion opinionScoreboard opinions overduePoles
    people person pole poles project projects requestsLate search setup theme themeList themeLists viewer
    zone
"""
ROOTS: dict[str, Door] = {
    "accessJournal": Door.JOURNAL,
    "apiTokens": Door.ACCOUNT,
    "auditMonths": Door.INSTANCE,
    "auditTrail": Door.INSTANCE,
    "compare": Door.ACCOUNT,
    "ledgerProof": Door.ACCOUNT,
    "personInvitations": Door.COMMAND,
    "serviceAccounts": Door.COMMAND,
    "previewRectification": Door.COMMAND,
    **dict.fromkeys(_OPEN.split(), Door.OPEN),
}
SUBSCRIPTIONS = {"auditEntries", "projectActivity"}
