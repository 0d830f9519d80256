"""The audit trail as pages ask for it: what is chosen in an address, and what the register answers."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Self

from efe_infra.console.language.formats import ZONE
from efe_infra.console.register.answers import Account, Answers, Connection, PageInfo, RuleKey
from efe_infra.console.register.ids import global_id
from efe_infra.console.register.links import Subject
from efe_infra.console.web.layout import Frame
from efe_infra.console.web.moment import day_in
from efe_infra.console.web.page_request import Visitor


class Line(Answers, frozen=True):
    """An entry in a table."""

    position: int
    recorded_at: datetime
    effective_on: date | None
    kind: str
    kind_label: str
    sentence: str
    rule: RuleKey
    actor: Account | None
    subject: Subject | None


class Row(Line, frozen=True):
    """An entry in a file."""

    seq: int
    leaf: str


class Month(Answers, frozen=True):
    month: date
    count: int

    @property
    def last(self) -> date:
        return (self.month + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    @property
    def known(self) -> date:
        """Its last day, or today within it: nothing is known of what comes."""
        return min(self.last, datetime.now(ZONE).date())


class BothWays(PageInfo, frozen=True):
    has_previous_page: bool
    start_cursor: str | None


class Lines(Connection[Line], frozen=True):
    page_info: BothWays


class TrailPage(Frame, frozen=True):
    audit_months: tuple[Month, ...]
    audit_trail: Lines


class Rows(Answers, frozen=True):
    audit_trail: Connection[Row]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What of the trail is looked at. Parameters that are not those of a field of the form stand in links."""

    order: str
    since: date | None
    until: date | None
    rule: str | None
    kind: str | None
    actor: str | None
    subject: str | None

    @classmethod
    def of(cls, visit: Visitor) -> Self:
        """Raises `PageRefused`."""
        return cls(
            order="ancien" if visit.given("ordre") == "ancien" else "recent",
            since=day_in(visit.given("du")),
            until=day_in(visit.given("au")),
            rule=visit.given("regle"),
            kind=visit.given("sorte"),
            actor=visit.given("auteur"),
            subject=visit.given("objet"),
        )

    @property
    def parameters(self) -> dict[str, str | None]:
        return {
            "ordre": self.order if self.order == "ancien" else None,
            "du": self.since.isoformat() if self.since else None,
            "au": self.until.isoformat() if self.until else None,
            "regle": self.rule,
            "sorte": self.kind,
            "auteur": self.actor,
            "objet": self.subject,
        }

    @property
    def variables(self) -> dict[str, Any]:
        return {
            "order": "OLDEST_FIRST" if self.order == "ancien" else "NEWEST_FIRST",
            "filter": {
                "recordedFrom": self.since and midnight(self.since),
                "recordedUntil": self.until and midnight(self.until + timedelta(days=1)),
                "ruleKey": self.rule,
                "kinds": [self.kind] if self.kind else None,
                "actorId": self.actor and global_id("Account", self.actor),
                "subjectId": self.subject,
            },
        }


def midnight(day: date) -> str:
    """In Brussels."""
    return datetime.combine(day, time(), ZONE).isoformat()
