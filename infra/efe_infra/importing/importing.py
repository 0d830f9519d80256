"""Import of files: rehearses all files as one history, or records one after another."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from uuid import UUID

import msgspec

from efe_domain.commands.batch_execution import Outcome
from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.shared.errors import Refusal
from efe_infra.importing.actor_report import ActorLines, RoleGrant
from efe_infra.importing.file_content import check_together
from efe_infra.importing.line_commands import LineCommands, OnLine
from efe_infra.importing.lines import PERSON, ImportFile, files_in, read
from efe_infra.importing.refusals import FileRefused, LineRefused, line_refused


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Report of a file; `recorded` and `known` count its commands, `persons` the new persons.

    `actors` are the accounts that act in it, `grants` the roles that it grants.
    """

    file: str
    sha256: str
    lines: int
    recorded: int = 0
    known: int = 0
    persons: int = 0
    position: int | None = None
    refused: Sequence[LineRefused] = ()
    actors: Sequence[ActorLines] = ()
    grants: Sequence[RoleGrant] = ()


def sources(path: Path) -> Sequence[ImportFile]:
    """Parses the files of a path. Raises `FileRefused`, which names the file."""
    parsed_files, files = [], files_in(path)
    check_together(files)
    for each in files:
        try:
            parsed_files.append(read(each))
        except FileRefused as refusal:
            raise FileRefused("{file} : {why}", file=each.name, why=refusal.message) from None
    return parsed_files


def rehearse(
    platform: Platform, line_commands: LineCommands, files: Sequence[ImportFile], by: str, on_command: OnLine
) -> Iterator[Report]:
    """Decides all files as one history, so that later files may refer to earlier ones. Writes nothing."""
    commands = [command for source in files for command in line_commands.commands(source, by, on_command)]
    outcomes = iter(platform.rehearse(commands, _keys(line_commands, *files), streams=line_commands.streams))
    for source in files:
        yield _report(source, list(islice(outcomes, len(source.lines))), line_commands, by)


def record(
    platform: Platform,
    line_commands: LineCommands,
    files: Sequence[ImportFile],
    by: str,
    on_command: Callable[[], None],
) -> Iterator[Report]:
    """Records one file after another, each whole or not at all; stops at the first refused file.

    Registers persons before it appends. If the append then fails, they stay in the vault and no event refers to them.
    """
    for source in files:
        commands = line_commands.commands(source, by, on_command)
        outcomes = platform.perform_together(
            commands,
            _keys(line_commands, source),
            streams=line_commands.streams,
            before_append=line_commands.newcomers.register,
        )
        report = _report(source, outcomes, line_commands, by)
        if not report.refused:
            line_commands.settle()
        yield report
        if report.refused:
            return


def _keys(line_commands: LineCommands, *files: ImportFile) -> set[UUID]:
    return {line_commands.key(line) for source in files for line in source.lines if line.key}


def _report(source: ImportFile, outcomes: Sequence[Outcome], line_commands: LineCommands, by: str) -> Report:
    committed = [
        outcome
        for line, outcome in zip(source.lines, outcomes, strict=True)
        if isinstance(outcome, CommandResult) and line.command != PERSON
    ]
    new = [outcome.position for outcome in committed if not outcome.repeated]
    refused = [
        line_refused(outcome, file=source.name, line=line.number, key=line.key, command=line.command)
        for line, outcome in zip(source.lines, outcomes, strict=True)
        if isinstance(outcome, Refusal)
    ]
    return Report(
        file=source.name,
        sha256=source.sha256,
        lines=len(source.lines),
        recorded=len(new),
        known=len(committed) - len(new),
        persons=sum(line.command == PERSON for line in source.lines),
        position=max(new, default=0) or None,
        refused=tuple(refused),
        actors=tuple(line_commands.actor_lines(source, by)),
        grants=tuple(line_commands.role_grants(source, by)),
    )
