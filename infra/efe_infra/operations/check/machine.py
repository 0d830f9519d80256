"""Checks of this machine: free space, and the proxies that are believed."""

import os
from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from pathlib import Path
from shutil import disk_usage
from tempfile import gettempdir
from typing import Final

from efe_infra.operations.check.findings import DEPLOYMENT_PAGE, RUNBOOKS, Finding, Level
from efe_infra.settings import Settings

GIB: Final = 2**30
FEW_FREE_BYTES: Final = GIB
"""Free space below which the operator is warned."""
TOO_FEW_FREE_BYTES: Final = GIB // 20
FORWARDED: Final = "FORWARDED_ALLOW_IPS"
WIDE_PREFIX: Final = 15
"""Longest prefix of a network of proxies that is too wide: it holds more than pods of one proxy."""


def disk_findings(settings: Settings) -> Iterator[Finding]:
    """Yields the free space of the data folder or of the folder of temporary files, whichever has less."""
    folders = (existing(settings.home.absolute()), Path(gettempdir()))
    free, folder = min((disk_usage(each).free, str(each)) for each in folders)
    level = Level.OK
    if free < FEW_FREE_BYTES:
        level = Level.WARNING if free >= TOO_FEW_FREE_BYTES else Level.FAULT
    page, names = (f"{RUNBOOKS}/full-disk.md", ("EFE_HOME",)) if level is not Level.OK else ("", ())
    yield Finding("disk", level, f"{free / GIB:.1f} Gio libres pour {folder}.", names, page)


def existing(folder: Path) -> Path:
    """Returns the folder, or the nearest one above it that exists."""
    return next(each for each in (folder, *folder.parents) if each.exists())


def proxy_findings(environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Yields a warning where the address of a client is believed from too many machines."""
    texts = [each.strip() for each in environment.get(FORWARDED, "").split(",") if each.strip()]
    wide = [each for each in texts if is_wide(each)]
    if wide:
        message = f"Trop de machines peuvent dire d'où vient un client ({', '.join(wide)}) : nommez votre mandataire."
        yield Finding("proxies", Level.WARNING, message, (FORWARDED,), DEPLOYMENT_PAGE)
    else:
        yield Finding("proxies", Level.OK, f"Mandataires crus : {', '.join(texts) or 'celui de cette machine'}.")


def is_wide(text: str) -> bool:
    """Tells whether a text of `FORWARDED_ALLOW_IPS` names very many machines. A name of a socket does not."""
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return text == "*"
    return network.version == 4 and network.prefixlen <= WIDE_PREFIX
