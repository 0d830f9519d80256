"""The French texts of pages in several languages, and their files; run as a module, this updates the catalogues."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po

from efe_domain.shared.messages import Language
from efe_infra.console import explained, labels, navigation, refusals, visit
from efe_infra.console.catalogues import REGIONS, catalogue, path_of
from efe_infra.console.rendering import FOLDER, source_of, texts_in
from efe_infra.console.sign_in import flow

CONSOLE: Final = Path(__file__).parent
ENUMERATIONS: Final = ("AxisKind", "JointOutcome", "PoleState", "Reading")
"""Those whose values such pages show."""
HEAD: Final = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
"""Nothing that changes from day to day."""


def texts() -> Iterator[tuple[str | tuple[str, ...], str]]:
    """Each with the file that says it; one in two numbers is both."""
    for path in sorted(FOLDER.iterdir()):
        for found in texts_in(source_of(path.name)):
            yield found if len(found) > 1 else found[0], f"templates/{path.name}"
    yield from ((each.label, "navigation.py") for each in navigation.ENTRIES)
    yield from ((each.words, "labels.py") for name in ENUMERATIONS for each in labels.LABELS[name].values())
    yield from ((each, "refusals.py") for each in chain(*refusals.WORDS.values(), refusals.SENTENCES.values()))
    yield from ((each, "refusals.py") for each in (*refusals.NOT_YET, refusals.UNKNOWN_THEN))
    yield from ((each, "sign_in/flow.py") for each in (flow.NOT_BEGUN, flow.NOT_VOUCHED, flow.SILENT))
    yield visit.UNAVAILABLE, "visit.py"
    yield from ((each, "advice.toml") for each in dict.fromkeys(explained.advice().values()))
    for name in ("forms.py", "moments.py", "origin.py", "pages/development.py"):
        for _, text, *_ in extract_from_file("python", CONSOLE / name, keywords={"PageRefused": (2,)}):
            yield text, name


def write(catalogue: Catalog, language: Language) -> None:
    with path_of(language).open("wb") as file:
        file.write(HEAD.format(language=language).encode())
        write_po(file, catalogue, width=118, omit_header=True, include_lineno=False)


def main() -> None:
    wanted = Catalog()
    for text, place in texts():
        wanted.add(text, locations=[(place, 0)])
    for language in REGIONS:
        found = catalogue(language)
        found.update(wanted, no_fuzzy_matching=True)
        found.obsolete.clear()
        write(found, language)


if __name__ == "__main__":
    main()
