"""`efe init`: a file of settings with comments, which asks for what it cannot know."""

import os
import re
import textwrap
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

import typer

from efe_infra.cli.app import Group, command, misused, say, say_error
from efe_infra.postgres.database import Database
from efe_infra.postgres.errors import AddressInvalid
from efe_infra.process.addresses import is_mailbox
from efe_infra.settings import SettingRefused, Settings
from efe_infra.settings.production import ADVISED, REQUIRED
from efe_infra.settings.settings import variable
from efe_infra.transparency.evidence.atomic_file import TargetExists, atomic_file
from efe_infra.transparency.sealing.errors import OriginInvalid
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.sealing.signing import Signing

HEAD: Final = """\
# Réglages d'EFE Synergies, écrits par « efe init ». infra/SETTINGS.md les explique tous.
# Ce fichier contient des secrets : lui seul et son propriétaire les connaissent.
# Pour contrôler, puis servir : set -a; . {path}; set +a; efe check && efe serve
"""
REQUIRED_HEAD: Final = "\n# ---- Ce qu'il faut en production\n"
ADVISED_HEAD: Final = "\n# ---- Ce que la plupart choisissent : enlevez le « # » devant ce que vous remplissez\n"
UNQUOTABLE: Final = re.compile(r"['\\]|[^\x20-\x7e\xa0-\uffff]")
"""Characters that a shell, systemd and Compose would not all read alike."""


@command(Group.START)
def init(
    target: Annotated[Path, typer.Argument(help="Le fichier à écrire.", dir_okay=False)] = Path("efe.env"),
    *,
    force: Annotated[bool, typer.Option("--force", help="Remplace le fichier.")] = False,
) -> None:
    """Écrit les réglages d'un serveur, avec leurs explications, et demande ce qu'il ne peut pas savoir.

    Une variable EFE_… de l'environnement répond à sa question. « efe check » dit ensuite si tout va.
    """
    if target.exists() and not force:
        raise TargetExists(target)
    answers: dict[str, str] = {}
    for field, question in REQUIRED.items():
        answers[variable(field)] = _answer(variable(field), question, answers)
    with atomic_file(target, force=force) as file:
        file.write(settings_text(answers, target).encode())
    say(f"{target} : {len(answers)} réglages écrits. Ensuite : set -a; . {_path(target)}; set +a; efe check")


def settings_text(answers: dict[str, str], target: Path) -> str:
    """Returns the content of the file: each setting below its description."""
    required = "".join(f"{_comment(field)}{variable(field)}='{answers[variable(field)]}'\n" for field in REQUIRED)
    advised = "".join(f"{_comment(field)}#{variable(field)}=\n" for field in sorted(ADVISED))
    return f"{HEAD.format(path=_path(target))}{REQUIRED_HEAD}{required}{ADVISED_HEAD}{advised}"


def _path(target: Path) -> str:
    """Returns the path as a shell's `.` takes it, which searches a bare name elsewhere."""
    return str(target) if target.is_absolute() else f"./{target}"


def _comment(field: str) -> str:
    text = " ".join((Settings.model_fields[field].description or "").split())
    return "\n" + "".join(f"# {line}\n" for line in textwrap.wrap(text, 100))


def _answer(name: str, question: str, answers: dict[str, str]) -> str:
    """Returns the value of the environment, or the first answer that is admitted."""
    preset = os.environ.get(name)
    while True:
        try:
            text = preset or str(typer.prompt(f"{question} ({name})", default=_guess(name, answers))).strip()
        except typer.Abort:
            misused(f"{name} n'a pas de réponse : donnez-la, ou par la variable d'environnement.")
        fault = _fault(name, text, answers)
        if not fault:
            return text
        if preset:
            misused(fault)
        say_error(fault)


def _guess(name: str, answers: dict[str, str]) -> str | None:
    host = urlsplit(answers.get("EFE_PUBLIC_URL", "")).hostname
    return f"{host}/registre" if name == "EFE_ORIGIN" and host else None


def _fault(name: str, text: str, answers: dict[str, str]) -> str:
    """Returns why a value is not admitted, or nothing."""
    if UNQUOTABLE.search(text):
        return f"réglage refusé, {name} : ni apostrophe, ni barre oblique inverse, ni fin de ligne."
    if name == "EFE_CONTACT" and not is_mailbox(text):
        return f"réglage refusé, {name} : une adresse électronique est attendue."
    try:
        settings = Settings.from_environment({**answers, name: text})
        Database(settings.database_url.get_secret_value() if settings.database_url else "")
        Signing(KeyFiles(settings.home), settings.origin)
    except (SettingRefused, AddressInvalid, OriginInvalid) as refused:
        return str(refused)
    return ""
