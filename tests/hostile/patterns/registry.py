"""Which regular expressions see what a client wrote. A new one is entered here, or its test fails."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from efe_domain.shared import ids
from efe_graphql.contract.library_messages import english_patterns

type Pattern = re.Pattern[str] | re.Pattern[bytes]


@dataclass(frozen=True)
class Seen:
    """It sees text of a client, of `longest` characters at most.

    `made` gives those that the program makes as it runs; `methods` are how one is used that is handed on.
    """

    longest: int = 1_000_000
    made: Callable[[], Iterable[Pattern]] | None = None
    methods: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Ours:
    """It only sees what the platform or its operator wrote."""

    why: str


SQL = Ours("the texts of our own statements, without their literals")
STATEMENT = Seen(longest=20_000)
"""A statement, whose literals have the aliases of a client."""
FINGERPRINT = Seen()

REGISTRY: dict[str, Seen | Ours] = {
    "efe_domain.decision.wording: '[0-9a-f]{64}'": FINGERPRINT,
    "efe_domain.shared.documents: '[0-9a-f]{64}'": FINGERPRINT,
    "efe_domain.shared.errors: '(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])'": Ours("names of classes"),
    "efe_domain.shared.ids: _NUMBERS[self]": Seen(made=lambda: map(re.compile, ids._NUMBERS.values())),
    "efe_domain.shared.ids: '[\\\\s.-]'": Seen(),
    "efe_domain.shared.texts: '[\\\\W_]+'": Seen(),
    "efe_domain.transparency.notes: '[\\\\x00-\\\\x09\\\\x0b-\\\\x1f\\\\x7f\\\\ud800-\\\\udfff]'": Seen(),
    "efe_domain.transparency.notes: '0|[1-9][0-9]{0,18}'": Seen(),
    "efe_graphql.contract.library_messages: '{(\\\\w+)}'": Ours("the templates of data/words/library.toml"),
    "efe_graphql.contract.library_messages: \"'([^']*)'\"": Seen(),
    "efe_graphql.contract.library_messages: _pattern(english)": Seen(
        longest=4_000, made=lambda: english_patterns().values()
    ),
    'efe_graphql.contract.library_messages: " and (?=subfields \')"': Seen(),
    "efe_graphql.contract.scalars: _POSITION": Seen(),
    "efe_graphql.contract.scalars: pattern": Ours("each scalar has its own entry"),
    "efe_graphql.contract.scalars: '\\\\d{4}-\\\\d\\\\d-\\\\d\\\\d'": Seen(),
    "efe_graphql.contract.scalars: '\\\\d\\\\d:\\\\d\\\\d'": Seen(),
    "efe_graphql.contract.scalars: '0|[1-9]\\\\d{0,14}'": Seen(),
    "efe_graphql.contract.scalars: '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'": Seen(),
    "efe_graphql.contract.scalars: '\\\\d{4}-\\\\d\\\\d-\\\\d\\\\dT"
    "\\\\d\\\\d:\\\\d\\\\d:\\\\d\\\\d(\\\\.\\\\d{1,6})?(Z|[+-]\\\\d\\\\d:\\\\d\\\\d)'": Seen(),
    "efe_graphql.execution.sql.builder: _PARAMETER": SQL,
    "efe_projections.engine.tables_read: _LITERAL": STATEMENT,
    **{
        f"efe_projections.engine.tables_read: {name}": SQL
        for name in (
            "PURE",
            "_ALIAS",
            "_CALLED",
            "_CLOCK",
            "_DOUBTFUL",
            "_NAMED",
            "_PLACEHOLDER",
            "_QUALIFIED",
            "_SOURCE",
            "_WORD",
        )
    },
    "efe_graphql.execution.sql.repeated: _SHOWN": STATEMENT,
    "efe_graphql.limits.examination: INTROSPECTS": Seen(),
    "efe_graphql.types.trail.named_difference: IDENTIFIER": Seen(),
    "efe_graphql.types.trail.named_values: _AXIS_KEY": Seen(),
    "efe_graphql.types.trail.named_values: IDENTIFIER": Seen(),
    "efe_graphql.wording.formats: '[.,]00(?!\\\\d)'": Ours("an amount that Babel wrote"),
    "efe_graphql.wording.values: IDENTIFIER": Seen(),
    "efe_infra.console.register.documents: '(?<!^)(?=[A-Z])'": Ours("the documents of the console"),
    "efe_infra.cli.response_module: '\\\\w+'": Ours("classes that `efe schema` generates"),
    "efe_infra.console.register.documents: DEFINITION": Ours("the documents of the console"),
    "efe_infra.console.register.documents: SPREAD": Ours("the documents of the console"),
    "efe_infra.console.register.documents: VARIABLE": Ours("the documents of the console"),
    "efe_infra.console.home.refusal_help: '\\\\{\\\\w+\\\\}'": Ours("the templates of our own sentences"),
    "efe_infra.console.language.formats: ' ([;:?!»])'": Seen(),
    "efe_infra.documents.names: _SEPARATORS": Seen(),
    "efe_infra.documents.names: _NOT_PLAIN": Seen(longest=800),
    "efe_infra.http.graphql.trusted_manifests: IDENTIFIER": Ours("manifests that the operator installs"),
    "efe_infra.http.server.limited_protocol: HOST": Seen(),
    "efe_infra.http.errors.faults: ' at \\\\.?(\\\\S+): $'": Seen(),
    **{f"efe_infra.notices.plain_texts: {name}": Seen() for name in ("AT", "DOT", "NUMBERS", "SCHEME")},
    "efe_infra.cli.settings_file: UNQUOTABLE": Ours("answers of the operator to `efe init`"),
    "efe_infra.papers.checking.logos: PICTURE": Seen(),
    "efe_infra.papers.dossier.comparison: CHECKPOINT": Seen(),
    "efe_infra.papers.dossier.comparison: NO_BUNDLE": Seen(),
    "efe_infra.papers.dossier.opened: NAMES": Seen(),
    "efe_infra.papers.file_name: OTHER_CHARACTERS": Seen(),
    "efe_infra.papers.compiling.templates: IMPORT": Ours("the templates of papers"),
    "efe_infra.people.text_variants: _LETTER": Ours("names that Unicode gives to characters"),
    "efe_infra.people.text_variants: _TAG": Seen(),
    "efe_infra.people.name_matching: _PIECE": Seen(),
    "efe_infra.people.name_matching: _CAPITAL": Seen(),
    "efe_infra.people.name_matching: _ADDRESS": Seen(),
    "efe_infra.people.name_matching: _DOMAIN": Seen(),
    "efe_infra.people.name_matching: _LOCAL": Seen(),
    "efe_infra.postgres.prepared: _PLACEHOLDER": SQL,
    "efe_infra.settings.unknown: OF_SERVICES": Ours("names of variables that the operator sets"),
    "efe_infra.transparency.evidence.verify: '[0-9a-f]{64}'": FINGERPRINT,
    "efe_infra.transparency.evidence.verify: '[a-z0-9-]{1,64}'": Seen(),
    "efe_infra.transparency.evidence.verify: _NAME": Seen(),
    "efe_infra.backup.manifest: '\\\\A[a-z_][a-z0-9_]*\\\\.[a-z_][a-z0-9_]*\\\\Z'": Seen(),
    "efe_infra.transparency.evidence.verify: '([0-9]{1,9})([smhd]?)'": Ours("what the operator asks for"),
    "efe_infra.transparency.evidence.verify: '([^\\\\n]+)\\\\n([1-9][0-9]{0,15})\\\\n(\\\\S+)\\\\n"
    "(?:[^\\\\n]+\\\\n)*'": Seen(),
    "efe_infra.transparency.evidence.verify: '— ([^\\\\s+\\\\x00-\\\\x1f\\\\x7f\\\\ufeff]+) (\\\\S+)'": Seen(),
    "efe_infra.transparency.evidence.verify: '([^\\\\s+\\\\x00-\\\\x1f\\\\x7f\\\\ufeff]+)"
    "\\\\+([0-9a-f]{8})\\\\+(\\\\S+)'": Ours("keys that the auditor gives"),
    "efe_infra.transparency.evidence.verify: _ATTACHMENT": Seen(),
    "efe_infra.transparency.evidence.verify: b'/Length (\\\\d{1,9})'": Seen(),
    "efe_infra.transparency.evidence.verify: _LINE": Seen(),
    "efe_infra.transparency.evidence.verify: b'[\\\\x00-\\\\x09\\\\x0b-\\\\x1f\\\\x7f]'": Seen(),
    "efe_infra.transparency.sealing.tiles: '[x/]'": Seen(),
    "efe_infra.transparency.sealing.tiles: 'x?000/'": Seen(),
    "efe_infra.transparency.sealing.tiles: _PATH": Seen(),
}
