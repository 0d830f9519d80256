"""Every French text of the pages that is shown in several languages, found by reading templates and code."""

import importlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Final

from babel.messages.extract import extract_from_file

from efe_infra import console, notices, papers
from efe_infra.console.forms import fact_fields
from efe_infra.console.forms.command_form import CommandForm
from efe_infra.console.home import refusal_help
from efe_infra.console.language.translatable import Translatable
from efe_infra.console.register import labels, object_labels, task_buttons, task_kinds
from efe_infra.console.search import page as search
from efe_infra.console.sign_in import flow
from efe_infra.console.web import navigation, page_request, refusals
from efe_infra.console.web.rendering import source_of, template_names, texts_in
from efe_infra.papers import registry

CONSOLE: Final = Path(console.__path__[0])
NOTICES: Final = Path(notices.__path__[0])
PAPERS: Final = Path(papers.__path__[0])
MARKS: Final = {"PageRefused": (2,), "NotTheirs": None, "tr": None, "tr_plural": (1, 2)}
"""Functions with a text of pages among their arguments, and its indexes."""


def texts() -> Iterator[tuple[str | tuple[str, ...], str]]:
    """Each with the file that says it; one in two numbers is both."""
    for name in template_names():
        for found in texts_in(source_of(name)):
            yield found if len(found) > 1 else found[0], name
    menus = (*navigation.MENUS.values(), navigation.VISITOR, navigation.SIGNED_IN)
    yield from ((each.label, "navigation.py") for each in dict.fromkeys(chain(*menus)))
    yield from ((each.words, "labels.py") for several in labels.LABELS.values() for each in several.values())
    yield from ((each, "object_labels.py") for each in object_labels.KINDS.values())
    yield from ((each.words, "task_kinds.py") for each in task_kinds.KINDS.values())
    yield from ((each.words, "task_kinds.py") for each in task_kinds.STEPS.values())
    buttons = {*task_buttons.BUTTONS.values(), *task_buttons.COMMAND_BUTTONS.values()}
    yield from ((each, "task_buttons.py") for each in buttons)
    yield from ((each.words, "search/page.py") for each in search.KINDS)
    yield from of_forms()
    yield from ((each, "refusals.py") for each in chain(*refusals.STATUS_TEXTS.values(), refusals.SENTENCES.values()))
    yield from ((each, "refusals.py") for each in (*refusals.NOT_YET, refusals.UNKNOWN_THEN))
    of_sign_in = (flow.NOT_BEGUN, flow.NOT_VOUCHED, flow.CLOSED_SIGN_IN, flow.PROVIDER_UNREACHABLE)
    yield from ((each, "sign_in/flow.py") for each in of_sign_in)
    yield page_request.UNAVAILABLE, "web/page_request.py"
    yield from ((each, "home/advice.toml") for each in dict.fromkeys(refusal_help.advice().values()))
    yield from ((each.title, "papers/registry.py") for each in registry.PAPERS.values())
    for path in sorted([*CONSOLE.rglob("*.py"), *NOTICES.rglob("*.py"), *PAPERS.rglob("*.py")]):
        for _, text, *_ in extract_from_file("python", path, keywords=MARKS):
            if text:
                yield text, str(path.relative_to(CONSOLE.parent))


def of_forms() -> Iterator[tuple[str, str]]:
    """The words of commands, where they are not marked: those of their fields stand in one."""
    for path in sorted(CONSOLE.rglob("*forms.py")):
        place = path.relative_to(CONSOLE)
        module = importlib.import_module(".".join((console.__name__, *place.with_suffix("").parts)))
        for form in dict.fromkeys(forms_in(vars(module).values())):
            form_texts = (
                form.title,
                form.lead,
                form.occasion,
                form.button,
                form.occasion,
                *chain(*((each.label, each.hint) for each in form.fields)),
            )
            yield from ((each, str(place)) for each in form_texts if each and not isinstance(each, Translatable))
    for part in chain(*fact_fields.PARTS.values()):
        yield from ((each, "forms/fact_fields.py") for each in (part.field.label, part.field.hint) if each)


def forms_in(values: Iterable[object]) -> Iterator[CommandForm]:
    for each in values:
        match each:
            case CommandForm():
                yield each
            case Mapping():
                yield from forms_in(each.values())
