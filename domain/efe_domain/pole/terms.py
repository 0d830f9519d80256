"""The terms of a pôle: three years at most each, one after another, each renewed after its own evaluation."""

from collections.abc import Iterator
from datetime import date, timedelta

from efe_domain.law.rules import MAX_TERM_YEARS
from efe_domain.pole.events import Criterion
from efe_domain.pole.refusals import AlreadyEvaluated, NotConstituted, NotEvaluated, RenewalTooEarly, TermTooLong
from efe_domain.shared.days import ONE_DAY, Term, check_not_before, last_day
from efe_domain.shared.errors import Invalid

type Evaluation = tuple[date, tuple[Criterion, ...], str]
"""The day, the criteria and the conclusion."""


class Terms:
    """The terms so far (PS-3ANS), and the evaluations of each: a renewal rests on one of the last term (PS-EVAL)."""

    def __init__(self) -> None:
        self._terms: list[Term] = []
        self._evaluations: dict[date, list[Evaluation]] = {}

    def __bool__(self) -> bool:
        return bool(self._terms)

    def __iter__(self) -> Iterator[Term]:
        return iter(self._terms)

    @property
    def constituted_on(self) -> date:
        """The first day of the first term. Raises `NotConstituted`."""
        return self._known()[0].starts

    @property
    def last(self) -> Term:
        """Raises `NotConstituted`."""
        return self._known()[-1]

    def term_to_evaluate(self, evaluation: Evaluation) -> Term:
        """Returns the term that runs on its day, else the last that ran. Raises `TooEarly` or `AlreadyEvaluated`."""
        day = evaluation[0]
        check_not_before(day, self.constituted_on, "le premier jour du terme évalué")
        term = next(term for term in reversed(self._terms) if term.starts <= day)
        if evaluation in self._evaluations.get(term.starts, ()):
            raise AlreadyEvaluated("Cette évaluation du {day} est déjà enregistrée.", day=day)
        return term

    def check_window(self, renewal: date, days: int | None) -> None:
        """Checks the window of `days` before the end of the last term. Raises `RenewalTooEarly`."""
        if days is not None and (opens := self.last.ends - timedelta(days)) > renewal:
            raise RenewalTooEarly(
                "Le règlement d'ordre intérieur permet le renouvellement dans les {days} derniers jours du terme :"
                " à partir du {opens}.",
                days=days,
                opens=opens,
            )

    def evaluation_before(self, renewal: date) -> date:
        """Returns the day of the last evaluation before a renewal. Raises `NotEvaluated` or `TooEarly`."""
        days = sorted(evaluation[0] for evaluation in self._evaluations.get(self.last.starts, ()))
        if not days:
            raise NotEvaluated("Le terme commencé le {starts} n'a pas été évalué.", starts=self.last.starts)
        check_not_before(renewal, days[0], "l'évaluation")
        return max(day for day in days if day <= renewal)

    def is_evaluated(self, by: date) -> bool:
        """Tells whether the last term was evaluated by that day."""
        return any(evaluation[0] <= by for evaluation in self._evaluations.get(self.last.starts, ()))

    def following(self, renewal: date) -> date:
        """Returns the first day of the next term: after the last one if that still runs, else the renewal's day."""
        return max(self.last.ends + ONE_DAY, renewal)

    def begin(self, term: Term) -> None:
        self._terms.append(term)

    def evaluate(self, starts: date, evaluation: Evaluation) -> None:
        """Keeps an evaluation of the term that began on that day."""
        self._evaluations.setdefault(starts, []).append(evaluation)

    def _known(self) -> list[Term]:
        if not self._terms:
            raise NotConstituted("Le pôle n'est pas constitué.")
        return self._terms


def limited_term(starts: date, ends: date | None) -> Term:
    """Returns a term of three years, unless it ends before. Raises `TermTooLong`, or `Invalid` for a wrong order."""
    latest = last_day(starts, MAX_TERM_YEARS)
    if ends is None:
        return Term(starts, latest)
    if ends < starts:
        raise Invalid("ends", "Le terme se termine avant de commencer.")
    if ends > latest:
        raise TermTooLong(
            "Un terme commencé le {starts} se termine au plus tard le {latest}.", starts=starts, latest=latest
        )
    return Term(starts, ends)
