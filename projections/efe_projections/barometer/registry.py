"""The figures of the barometer in their order on the page, and by key."""

from collections.abc import Mapping
from typing import Final

from efe_projections.barometer.decisions import DECISION_FIGURES
from efe_projections.barometer.figure import BarometerFigureKey, Figure
from efe_projections.barometer.means import MEANS_FIGURES
from efe_projections.barometer.meetings import MEETING_FIGURES
from efe_projections.barometer.opinions import OPINION_FIGURES
from efe_projections.barometer.poles import POLE_FIGURES
from efe_projections.barometer.projects import PROJECT_FIGURES

FIGURES: Final[Mapping[BarometerFigureKey, Figure]] = {
    each.key: each
    for each in (
        *POLE_FIGURES,
        *MEETING_FIGURES,
        *DECISION_FIGURES,
        *PROJECT_FIGURES,
        *MEANS_FIGURES,
        *OPINION_FIGURES,
    )
}
