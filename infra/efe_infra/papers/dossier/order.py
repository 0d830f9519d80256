"""Order of an evaluation file: an Instance, a period, and a bound of its extracts."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from efe_domain.shared.bassins import Bassin
from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr
from efe_infra.console.register.labels import BASSINS
from efe_infra.papers.declaration.paper import PART_MARK
from efe_infra.papers.kinds.report_period import ReportPeriod

TO_COME: Final = tr("Un dossier s'arrête à aujourd'hui au plus tard : ce jour est à venir.")
BACKWARDS: Final = tr("Le premier jour de la période est après le dernier.")


class DossierRefused(Exception):
    """Raised for a period without a file, with one French sentence; `field` is that of the form."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class DossierOrder:
    """Instance and period of a file. `max_decisions` bounds its extracts of decisions."""

    bassin: Bassin
    period: ReportPeriod
    max_decisions: int

    @property
    def name(self) -> str:
        """Name in the contract."""
        return self.bassin.name

    @property
    def title(self) -> str:
        return BASSINS[self.name]

    @property
    def report_key(self) -> str:
        """Key of the report in an address."""
        since = self.period.since
        return f"{self.bassin.value}{PART_MARK}{since.isoformat()}" if since else self.bassin.value

    @property
    def file_name(self) -> str:
        days = [each.isoformat() for each in (self.period.since, self.period.until) if each]
        return f"dossier-{self.bassin.value}-{'-au-'.join(days)}.zip"

    @property
    def filter(self) -> dict[str, Any]:
        return {"bassin": self.name}


def checked_period(since: date | None, until: date) -> ReportPeriod:
    """Raises `DossierRefused`."""
    if until > today():
        raise DossierRefused(TO_COME, "jusque")
    if since and since > until:
        raise DossierRefused(BACKWARDS, "depuis")
    return ReportPeriod(since, until)
