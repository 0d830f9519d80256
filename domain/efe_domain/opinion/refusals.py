"""Why a command on an opinion is refused, each refusal named after the rule it holds."""

from efe_domain.law.rules import Rule
from efe_domain.shared.errors import DomainError


class OnlyAPoleGives(DomainError):
    """An avis d'opportunité is given by a pôle (PS-AVIS)."""

    rule = Rule.PS_AVIS


class OnlyAnInstanceGives(DomainError):
    """Information, avis and orientations are an Instance's, or those of its bodies (M4)."""

    rule = Rule.M4


class NoProjectJudged(DomainError):
    """An avis d'opportunité bears on a project, of the register or from outside (PS-AVIS-OBJET)."""

    rule = Rule.PS_AVIS_OBJET


class NoTarget(DomainError):
    """The project judged is put to a body of a pôle de compétitivité or of another mechanism (PS-AVIS-OBJET)."""

    rule = Rule.PS_AVIS_OBJET


class OwnProject(DomainError):
    """A pôle gives no avis d'opportunité on a project that it leads or carries (PS-AVIS)."""

    rule = Rule.PS_AVIS


class NoImpact(DomainError):
    """An avis d'opportunité bears on the sub-regional socio-economic impact (PS-AVIS-OBJET)."""

    rule = Rule.PS_AVIS_OBJET


class NotAnAddressee(DomainError):
    """Operators of qualifying education (CEFA included), training and insertion are addressed (M4-DEST)."""

    rule = Rule.M4_DEST


class NoAddressee(DomainError):
    """What an Instance transmits is addressed to operators (M4-DEST)."""

    rule = Rule.M4_DEST


class OpinionAlreadyBegun(DomainError):
    """An opinion is requested or undertaken once, and drafted once; after that it is amended (PS-AVIS)."""

    rule = Rule.PS_AVIS


class NotDrafted(DomainError):
    """Only a drafted opinion is amended or adopted (PS-AVIS)."""

    rule = Rule.PS_AVIS


class SameOpinion(DomainError):
    """An amendment changes something (PS-AVIS)."""

    rule = Rule.PS_AVIS


class OpinionIsAdopted(DomainError):
    """An adopted opinion is no longer amended, and is not adopted again (PS-AVIS)."""

    rule = Rule.PS_AVIS


class OpinionNotAdopted(DomainError):
    """Only an adopted opinion is transmitted (PS-AVIS)."""

    rule = Rule.PS_AVIS


class OpinionIsTransmitted(DomainError):
    """A transmitted opinion never changes: it may only be followed by another (PS-AVIS)."""

    rule = Rule.PS_AVIS


class NotTransmitted(DomainError):
    """Only a transmitted opinion is followed up, or followed by another (PS-AVIS)."""

    rule = Rule.PS_AVIS


class NotAddressed(DomainError):
    """An opinion is acknowledged and answered by those to whom it was transmitted (M4-DEST)."""

    rule = Rule.M4_DEST


class AlreadyAcknowledged(DomainError):
    """An addressee acknowledges an opinion once (M4)."""

    rule = Rule.M4


class AlreadyAnswered(DomainError):
    """The same answer of an addressee is recorded once (M4)."""

    rule = Rule.M4


class SameEffect(DomainError):
    """The same effect is observed once (M4)."""

    rule = Rule.M4
