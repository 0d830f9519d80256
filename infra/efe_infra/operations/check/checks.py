"""All checks of an installation, in the order in which an operator mends them."""

from collections.abc import Sequence
from functools import partial

from efe_infra.operations.check.findings import Finding
from efe_infra.operations.check.machine import disk_findings, proxy_findings
from efe_infra.operations.check.neighbours import issuer_findings, mail_findings, timestamp_findings, witness_findings
from efe_infra.operations.check.register import MakeSealer, register_findings
from efe_infra.operations.check.running import CHECK_TIMEOUT_S, Probe, run_checks
from efe_infra.settings import Settings


def checked(settings: Settings, sealer_of: MakeSealer, within: float = CHECK_TIMEOUT_S) -> Sequence[Finding]:
    """Returns the findings about an installation. Changes nothing, and ends within a given time."""
    probes = [
        Probe("database", partial(register_findings, settings, sealer_of), ("EFE_DATABASE_URL",)),
        Probe("issuer", partial(issuer_findings, settings), ("EFE_OIDC_ISSUER",)),
        Probe("mail", partial(mail_findings, settings), ("EFE_SMTP_URL",)),
        Probe("disk", partial(disk_findings, settings), ("EFE_HOME",)),
        Probe("proxies", proxy_findings),
        Probe("timestamps", partial(timestamp_findings, settings), ("EFE_TSA_URL",)),
        Probe("witnesses", partial(witness_findings, settings), ("EFE_WITNESS_URLS",)),
    ]
    return run_checks(probes, within)
