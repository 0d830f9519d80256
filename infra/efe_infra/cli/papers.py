"""`efe paper`, and the verification of papers for `efe verify`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from efe_infra.cli.app import Group, command, misused, say, say_error
from efe_infra.cli.paper_register import PaperRegister, log_warnings_only
from efe_infra.composition import build, trusted_documents, watching
from efe_infra.settings import Settings
from efe_infra.transparency.evidence.atomic_file import atomic_file
from efe_infra.transparency.evidence.verify import Fault, paper_report, read_paper

COMPILED: Final = "Et aussi : les données et le modèle de cette version donnent ce PDF, à l'octet près."
NOT_COMPARED: Final = (
    "Vérifié en partie : rien ne dit encore que le registre donne ces données. Une personne qui a les outils de la "
    "plateforme peut les changer et composer à nouveau. Comparez-les avec le registre de cette installation "
    "(--register), ou avec le paquet d'une Instance (--bundle)."
)
NOT_COMPILED: Final = 7
"""Exit status where a paper cannot be compiled, so that its bytes are not proved."""
INCOMPLETE: Final = 8
"""Exit status of a paper whose values were compared with no register."""
INSTALL_HINT: Final = "Installez efe-synergies avec l'extra « papers »."


def verify_papers(paths: Sequence[Path], key: str, witnesses: Sequence[str], register: PaperRegister | None) -> None:
    """Prints a report for each paper. Raises `typer.Exit` with the status of the first fault, or `ValueError`."""
    from efe_infra.papers.compiling.compile import PaperRefused, PapersMissing  # noqa: PLC0415 - loads the console, which is slow
    from efe_infra.papers.verification import EXIT_STATUSES, verify_compiled  # noqa: PLC0415

    try:
        proofs = [verify_compiled(read_paper(path), key, witnesses) for path in paths]
        reservations = register.check(proofs, key) if register else [[] for _ in proofs]
    except Fault as fault:
        say(fault.line, stderr=True)
        raise typer.Exit(EXIT_STATUSES.get(fault.code, 1)) from fault
    except PaperRefused as refused:
        say_error(f"{refused} {INSTALL_HINT}" if isinstance(refused, PapersMissing) else str(refused))
        raise typer.Exit(NOT_COMPILED) from refused
    for proof, reserved in zip(proofs, reservations, strict=True):
        sentences = [each.sentence for each in reserved]
        report = paper_report(proof, register.unproved(reserved) if register else None)
        say("\n".join([*sentences, report, COMPILED, register.report if register else NOT_COMPARED]))
    end_with([each.status for reserved in reservations for each in reserved], register)


def end_with(statuses: Sequence[int], register: PaperRegister | None) -> None:
    """Raises `typer.Exit` with the lowest status of what is not proved; returns if everything is."""
    if register is None or statuses:
        raise typer.Exit(min(statuses, default=INCOMPLETE))


KindArgument = Annotated[str, typer.Argument(metavar="SORTE", help="La sorte de document.", show_default=False)]
KeyArgument = Annotated[
    str,
    typer.Argument(metavar="OBJET", help="L'objet, comme « --list » le donne, ou comme dans l'adresse de sa page."),
]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", dir_okay=False, help="Le PDF à écrire.", show_default=False)
]
AccountOption = Annotated[
    str | None, typer.Option("--account", help="Le sujet du jeton du lecteur ; sans lui, un visiteur.")
]
AsOfOption = Annotated[str | None, typer.Option("--as-of", help="Un jour ou une position : le registre d'alors.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Remplace le fichier.")]


def require_compiler() -> None:
    """Raises `typer.Exit` where the extra `papers` is not installed."""
    from efe_infra.papers.compiling.compile import PapersMissing, typst_version  # noqa: PLC0415 - loads the console

    try:
        typst_version()
    except PapersMissing as missing:
        say_error(f"{missing} {INSTALL_HINT}")
        raise typer.Exit(NOT_COMPILED) from missing


@command(Group.EVIDENCE)
def paper(
    kind: KindArgument,
    key: KeyArgument = "",
    output: OutputOption = None,
    account: AccountOption = None,
    as_of: AsOfOption = None,
    *,
    force: ForceOption = False,
    listed: Annotated[
        bool, typer.Option("--list", help="Liste les documents que le lecteur peut avoir : objet et titre.")
    ] = False,
) -> None:
    """Écrit un document du registre en PDF, avec sa preuve, tel que son lecteur peut le lire.

    Statut de sortie : 0 écrit, 1 refusé, 2 commande mal formée, 7 sans l'extra « papers ».
    """
    from efe_infra.papers import command as papers  # noqa: PLC0415 - loads the console, which is slow
    from efe_infra.papers.compiling.compile import PaperRefused  # noqa: PLC0415
    from efe_infra.papers.registry import PAPERS  # noqa: PLC0415
    from efe_infra.web_application import application  # noqa: PLC0415

    if kind not in PAPERS:
        misused(f"Les sortes de documents sont : {', '.join(sorted(PAPERS))}.")
    if not listed and not (key and output):
        misused("De quel objet, et dans quel fichier ? Par exemple « efe paper decision OBJET -o acte.pdf ».")
    log_warnings_only()
    require_compiler()
    with build(Settings.from_environment()) as installation, watching(installation) as watch:
        app = application(installation, watch, trusted_documents(installation.settings))
        try:
            reader = papers.reader_of(app, installation.tokens.issuer, account, as_of)
            if listed or output is None:
                count = papers.list_papers(reader, app, kind, lambda each: say(f"{each.key}  {each.title}"))
                say(f"{count} × {PAPERS[kind].title}", stderr=True)
                return
            issued = papers.write(reader, app, kind, key, installation.settings.public_url)
        except PaperRefused as refused:
            say_error(str(refused))
            raise typer.Exit(1) from refused
    with atomic_file(output, force=force) as file:
        file.write(issued.pdf)
    say(f"{output} : {PAPERS[kind].title}, {len(issued.pdf)} octets.")
