"""Filters and order of the audit trail, as the address of a page has them."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Self

from efe_infra.console.language.formats import ZONE
from efe_infra.console.register.ids import global_id, is_identifier
from efe_infra.console.trail.act_groups import kinds_of
from efe_infra.console.web.moment import day_in
from efe_infra.console.web.page_request import PageRequest

WORDS_PARAMETER: Final = "qui"
"""Parameter with the name of a person, an operator or an object."""
HERE: Final = "ici"
EVERYWHERE: Final = "tous"
"""Values of the filter on operators in the address."""


@dataclass(frozen=True, kw_only=True)
class TrailQuery:
    """Filters and order of the trail; `kind`, `actor` and `subject` come from links, the others from the form.

    `operators_here`, the default of the page and not of the file, leaves out operators that neither sit nor are
    located in the bassin.
    """

    order: str
    operators_here: bool
    since: date | None
    until: date | None
    rule: str | None
    kind: str | None
    actor: str | None
    subject: str | None
    person: str | None
    operator: str | None
    words: str | None

    @classmethod
    def of(cls, visit: PageRequest, *, default_operators: str) -> Self:
        """Raises `PageRefused`."""
        person, operator = visit.query("personne"), visit.query("operateur")
        names = [each for each in (person, operator) if each and not is_identifier(each)]
        return cls(
            order="ancien" if visit.query("ordre") == "ancien" else "recent",
            operators_here=(visit.query("operateurs") or default_operators) == HERE,
            since=day_in(visit.query("du")),
            until=day_in(visit.query("au")),
            rule=visit.query("regle"),
            kind=visit.query("sorte"),
            actor=visit.query("auteur"),
            subject=visit.query("objet"),
            person=None if person in names else person,
            operator=None if operator in names else operator,
            words=visit.query(WORDS_PARAMETER) or next(iter(names), None),
        )

    @property
    def parameters(self) -> dict[str, str | None]:
        return {
            "ordre": self.order if self.order == "ancien" else None,
            "operateurs": HERE if self.operators_here else EVERYWHERE,
            "du": self.since.isoformat() if self.since else None,
            "au": self.until.isoformat() if self.until else None,
            "regle": self.rule,
            "sorte": self.kind,
            "auteur": self.actor,
            "objet": self.subject,
            "personne": self.person,
            "operateur": self.operator,
            WORDS_PARAMETER: self.words,
        }

    @property
    def whole_month(self) -> date | None:
        """First day of the month that the filter shows; None for any other period."""
        if self.since is None or self.until is None or self.since.day != 1:
            return None
        last = (self.since + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return self.since if self.until == last else None

    @property
    def followed(self) -> dict[str, str | None]:
        """Returns the parameters of live updates, which follow all persons, and operators of all Instances."""
        left_out = {"operateurs", "personne", "operateur", WORDS_PARAMETER}
        return {name: value for name, value in self.parameters.items() if name not in left_out}

    @property
    def unfiltered(self) -> Self:
        """The same order without a filter."""
        bare = replace(self, since=None, until=None, rule=None, kind=None)
        return replace(bare, actor=None, subject=None, person=None, operator=None, words=None)

    @property
    def variables(self) -> dict[str, Any]:
        return {
            "order": "OLDEST_FIRST" if self.order == "ancien" else "NEWEST_FIRST",
            "operatorsHere": self.operators_here,
            "filter": {
                "recordedFrom": self.since and midnight(self.since),
                "recordedUntil": self.until and midnight(self.until + timedelta(days=1)),
                "ruleKey": self.rule,
                "kinds": kinds_of(self.kind) if self.kind else None,
                "actorId": self.actor and global_id("Account", self.actor),
                "subjectId": self.subject,
                "personId": self.person and global_id("Person", self.person),
                "operatorId": self.operator and global_id("Operator", self.operator),
            },
        }


def midnight(day: date) -> str:
    """Returns the instant at which the day begins in Brussels."""
    return datetime.combine(day, time(), ZONE).isoformat()
