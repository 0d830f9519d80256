"""Refusals of commands on pôles, each named after its rule."""

from datetime import date

from efe_domain.law.rules import Rule
from efe_domain.shared.errors import DomainError


class SameName(DomainError, rule=Rule.PS_NB):
    """A pôle is not given the name that it bears already (PS-NB)."""


class NameTaken(DomainError, rule=Rule.PS_NB):
    """A living pôle of this Instance has this axis and this name (PS-NB)."""


class PoleIsDissolved(DomainError, rule=Rule.PS_NB):
    """A dissolved pôle does nothing more (PS-NB)."""

    def __init__(self, pole: str, since: date) -> None:
        super().__init__("Le pôle « {pole} » est dissous depuis le {since}.", pole=pole, since=since)


class NotLocal(DomainError, rule=Rule.PS_LOCAL):
    """A member has a site in the bassin, or a ressort that covers it (PS-LOCAL)."""


class NotCompetent(DomainError, rule=Rule.PS_COMPETENT):
    """A member is competent for the axis of the pôle (PS-COMPETENT)."""


class AlreadyMember(DomainError, rule=Rule.PS_DESIGN):
    """An operator sits once in a pôle (PS-DESIGN)."""


class NotAMember(DomainError, rule=Rule.PS_DESIGN):
    """Only a member speaks, and only its seat is ended or given to another person (PS-DESIGN)."""


class OnePersonTwoColleges(DomainError, rule=Rule.PS_COMPO):
    """In one pôle a person represents members of one college only (PS-COMPO)."""


class NoPersonOfItsOwn(DomainError, rule=Rule.PS_COMPO):
    """Each college of a constitution has a person of its own (PS-COMPO)."""


class AlreadyOnTheRegister(DomainError, rule=Rule.PS_NB):
    """A pôle is taken over for a day before the first act of a pôle of its axis with a member in common (PS-NB)."""


class PreviousPoleNotCited(DomainError, rule=Rule.PS_EVAL):
    """A pôle that follows another cites an evaluation of it, or says why there is none (PS-EVAL)."""


class SameRepresentative(DomainError, rule=Rule.PS_DESIGN):
    """The person represents the member already (PS-DESIGN)."""


class CoordinatorRepresents(DomainError, rule=Rule.PS_DESIGN):
    """A person who coordinates an Instance represents no member of its pôles (PS-DESIGN)."""


class NoOperatorDocument(DomainError, rule=Rule.PS_DESIGN):
    """A representative is replaced by a document of the operator (PS-DESIGN)."""


class SameSubstitute(DomainError, rule=Rule.PS_DESIGN):
    """A suppléance that changes nothing is not recorded again (PS-DESIGN)."""


class SameModalities(DomainError, rule=Rule.PS_REUNION):
    """Modalities that change nothing are not agreed again (PS-REUNION)."""


class RemoteNotAllowed(DomainError, rule=Rule.PS_REUNION):
    """A pôle meets remotely only where its modalities allow it (PS-REUNION)."""


class CompositionIncomplete(DomainError, rule=Rule.PS_COMPO):
    """The three colleges are present, by members local, competent and represented on the day (PS-COMPO)."""


class TermTooLong(DomainError, rule=Rule.PS_3ANS):
    """A term lasts three years at most (PS-3ANS)."""


class TermOver(DomainError, rule=Rule.PS_3ANS):
    """A pôle decides, meets and brings out projects within its terms only (PS-3ANS)."""

    def __init__(self, day: date, pole: str, ends: date) -> None:
        super().__init__(
            "Le {day} est hors des termes du pôle « {pole} » (fin : {ends}).", day=day, pole=pole, ends=ends
        )


class AlreadyConstituted(DomainError, rule=Rule.PS_3ANS):
    """A pôle is constituted once; after that it is renewed (PS-3ANS)."""


class NotInTerm(DomainError, rule=Rule.PS_3ANS):
    """A pôle is taken over as it stood on a day of its term (PS-3ANS)."""


class NotConstituted(DomainError, rule=Rule.PS_COMPO):
    """Only a pôle whose composition was checked acts, is evaluated or renewed (PS-COMPO)."""


class AlreadyEvaluated(DomainError, rule=Rule.PS_EVAL):
    """The same evaluation is recorded once (PS-EVAL)."""


class NotEvaluated(DomainError, rule=Rule.PS_EVAL):
    """A pôle is renewed only after an evaluation made within the term being renewed (PS-EVAL)."""


class RenewalTooEarly(DomainError, rule=Rule.ART_7):
    """A pôle is renewed no earlier before the end of its term than the règlement of its Instance says (ART-7)."""


class ThemeAlreadyCited(DomainError, rule=Rule.M3):
    """A pôle cites a theme once (M3)."""
