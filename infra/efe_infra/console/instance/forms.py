"""Forms of the commands of an Instance, by their address below its page."""

from collections.abc import Mapping
from typing import Final

from efe_infra.console.analysis.forms import REQUEST
from efe_infra.console.axis.forms import IDENTIFICATION, MATCHING
from efe_infra.console.bodies.forms import RULES_OF_ORDER, SETTING_UP
from efe_infra.console.forms.command_form import CommandForm
from efe_infra.console.letterhead.forms import LETTERHEAD
from efe_infra.console.meeting.forms import CONVENING, SERIES
from efe_infra.console.operator.forms import REGISTRATION
from efe_infra.console.opinion.forms import REQUESTING, UNDERTAKING
from efe_infra.console.pole.forms import CREATION
from efe_infra.console.pole.taking_over_forms import TAKING_OVER
from efe_infra.console.themes.forms import DRAFT

INSTANCE_FORMS: Final[Mapping[str, CommandForm]] = {
    f"{folder}/{form.slug}": form
    for folder, forms in (
        ("actes", (CONVENING, SERIES, CREATION, TAKING_OVER)),
        ("axes/actes", (IDENTIFICATION, MATCHING)),
        ("operateurs/actes", (REGISTRATION,)),
        ("avis", (REQUESTING, UNDERTAKING)),
        ("actes", (REQUEST, DRAFT, SETTING_UP, RULES_OF_ORDER, LETTERHEAD)),
    )
    for form in forms
}
"""A page of an Instance groups them by `occasion`, in this order."""
