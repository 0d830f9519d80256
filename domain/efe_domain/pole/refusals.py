"""Why a command on a pôle is refused, each refusal named after the rule it holds."""

from datetime import date

from efe_domain.law.rules import Rule
from efe_domain.shared.errors import DomainError


class SameName(DomainError):
    """A pôle is not given the name that it bears already (PS-NB)."""

    rule = Rule.PS_NB


class NameTaken(DomainError):
    """A living pôle of this Instance has this axis and this name (PS-NB)."""

    rule = Rule.PS_NB


class PoleIsDissolved(DomainError):
    """A dissolved pôle does nothing more (PS-NB)."""

    rule = Rule.PS_NB

    def __init__(self, pole: str, since: date) -> None:
        super().__init__("Le pôle « {pole} » est dissous depuis le {since}.", pole=pole, since=since)


class NotLocal(DomainError):
    """A member has a site in the bassin, or a ressort that covers it (PS-LOCAL)."""

    rule = Rule.PS_LOCAL


class NotCompetent(DomainError):
    """A member is competent for the axis of the pôle (PS-COMPETENT)."""

    rule = Rule.PS_COMPETENT


class AlreadyMember(DomainError):
    """An operator sits once in a pôle (PS-DESIGN)."""

    rule = Rule.PS_DESIGN


class NotAMember(DomainError):
    """Only a member speaks, and only its seat is ended or given to another person (PS-DESIGN)."""

    rule = Rule.PS_DESIGN


class SameRepresentative(DomainError):
    """The person represents the member already (PS-DESIGN)."""

    rule = Rule.PS_DESIGN


class SameSubstitute(DomainError):
    """A suppléance that changes nothing is not recorded again (PS-DESIGN)."""

    rule = Rule.PS_DESIGN


class SameModalities(DomainError):
    """Modalities that change nothing are not agreed again (PS-REUNION)."""

    rule = Rule.PS_REUNION


class RemoteNotAllowed(DomainError):
    """A pôle meets remotely only where its modalities allow it (PS-REUNION)."""

    rule = Rule.PS_REUNION


class CompositionIncomplete(DomainError):
    """The three colleges are present, by members local, competent and represented on the day (PS-COMPO)."""

    rule = Rule.PS_COMPO


class TermTooLong(DomainError):
    """A term lasts three years at most (PS-3ANS)."""

    rule = Rule.PS_3ANS


class TermOver(DomainError):
    """A pôle decides, meets and brings out projects within its terms only (PS-3ANS)."""

    rule = Rule.PS_3ANS

    def __init__(self, day: date, pole: str, ends: date) -> None:
        super().__init__(
            "Le {day} est hors des termes du pôle « {pole} » (fin : {ends}).", day=day, pole=pole, ends=ends
        )


class AlreadyConstituted(DomainError):
    """A pôle is constituted once; after that it is renewed (PS-3ANS)."""

    rule = Rule.PS_3ANS


class NotInTerm(DomainError):
    """A pôle is taken over as it stood on a day of its term (PS-3ANS)."""

    rule = Rule.PS_3ANS


class NotConstituted(DomainError):
    """Only a pôle whose composition was checked acts, is evaluated or renewed (PS-COMPO)."""

    rule = Rule.PS_COMPO


class AlreadyEvaluated(DomainError):
    """The same evaluation is recorded once (PS-EVAL)."""

    rule = Rule.PS_EVAL


class NotEvaluated(DomainError):
    """A pôle is renewed only after an evaluation made within the term being renewed (PS-EVAL)."""

    rule = Rule.PS_EVAL


class RenewalTooEarly(DomainError):
    """A pôle is renewed no earlier before the end of its term than the règlement of its Instance says (ART-7)."""

    rule = Rule.ART_7


class ThemeAlreadyCited(DomainError):
    """A pôle cites a theme once (M3)."""

    rule = Rule.M3
