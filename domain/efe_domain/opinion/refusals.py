"""Refusals of commands on opinions, each named after its rule."""

from efe_domain.law.rules import Rule
from efe_domain.shared.errors import DomainError


class OnlyAPoleGives(DomainError, rule=Rule.PS_AVIS):
    """An avis d'opportunité is given by a pôle (PS-AVIS)."""


class OnlyAnInstanceGives(DomainError, rule=Rule.M4):
    """Information, avis and orientations are an Instance's, or those of its bodies (M4)."""


class NoProjectJudged(DomainError, rule=Rule.PS_AVIS_OBJET):
    """An avis d'opportunité bears on a project, of the register or from outside (PS-AVIS-OBJET)."""


class NoTarget(DomainError, rule=Rule.PS_AVIS_OBJET):
    """The project judged is put to a body of a pôle de compétitivité or of another mechanism (PS-AVIS-OBJET)."""


class OwnProject(DomainError, rule=Rule.PS_AVIS):
    """A pôle gives no avis d'opportunité on a project that it leads or carries (PS-AVIS)."""


class NoImpact(DomainError, rule=Rule.PS_AVIS_OBJET):
    """An avis d'opportunité bears on the sub-regional socio-economic impact (PS-AVIS-OBJET)."""

    BLANK_FIELD = "content.impact"


class NotAnAddressee(DomainError, rule=Rule.M4_DEST):
    """Operators of qualifying education (CEFA included), training and insertion are addressed (M4-DEST)."""


class NoAddressee(DomainError, rule=Rule.M4_DEST):
    """An opinion of an Instance is addressed to operators (M4-DEST)."""


class OpinionAlreadyBegun(DomainError, rule=Rule.PS_AVIS):
    """An opinion is requested or undertaken once, and drafted once; after that it is amended (PS-AVIS)."""


class NotDrafted(DomainError, rule=Rule.PS_AVIS):
    """Only a drafted opinion is amended or adopted (PS-AVIS)."""


class SameOpinion(DomainError, rule=Rule.PS_AVIS):
    """An amendment changes something (PS-AVIS)."""


class OpinionIsAdopted(DomainError, rule=Rule.PS_AVIS):
    """An adopted opinion is no longer amended, and is not adopted again (PS-AVIS)."""


class OpinionNotAdopted(DomainError, rule=Rule.PS_AVIS):
    """Only an adopted opinion is transmitted (PS-AVIS)."""


class OpinionIsTransmitted(DomainError, rule=Rule.PS_AVIS):
    """A transmitted opinion never changes: it may only be followed by another (PS-AVIS)."""


class NotTransmitted(DomainError, rule=Rule.PS_AVIS):
    """Only a transmitted opinion is followed up, or followed by another (PS-AVIS)."""


class NotAddressed(DomainError, rule=Rule.M4_DEST):
    """Only an addressee acknowledges and answers an opinion (M4-DEST)."""


class AlreadyAcknowledged(DomainError, rule=Rule.M4):
    """An addressee acknowledges an opinion once (M4)."""


class AlreadyAnswered(DomainError, rule=Rule.M4):
    """The same answer of an addressee is recorded once (M4)."""


class SameEffect(DomainError, rule=Rule.M4):
    """The same effect is observed once (M4)."""
