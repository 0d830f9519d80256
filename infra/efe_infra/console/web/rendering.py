"""Rendering of templates to pages in one language, with the headers of every page."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import msgspec
from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined, meta
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from efe_domain.law.rules import MAX_TERM_YEARS
from efe_domain.shared.messages import Language, translations
from efe_infra.console.language import formats, translatable
from efe_infra.console.language.formats import unbroken
from efe_infra.console.register.labels import BY_NAME, label
from efe_infra.console.register.labels import FILTERS as LABEL_FILTERS
from efe_infra.console.register.links import FILTERS as LINK_FILTERS
from efe_infra.console.register.links import account_check, account_name
from efe_infra.console.register.media_types import media_type_label
from efe_infra.console.web.assets import address
from efe_infra.console.web.languages import NAMES

CONSOLE: Final = Path(__file__).parents[1]
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",  # under `no-referrer`, browsers send `Origin: null` with every form
    "Cache-Control": "no-store",
    "Vary": "Cookie, Accept-Language",
}


class FrenchTemplates(FileSystemLoader):
    """Loader that puts a no-break space before French punctuation."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        text, name, is_current = super().get_source(environment, template)
        return unbroken(text), name, is_current


@cache
def templates(language: Language = Language.FRENCH) -> Environment:
    """Returns the templates. In another language, their marked texts are replaced by translations."""
    environment = Environment(
        loader=loader(language),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.globals |= {
        "asset": address,
        "json_ld": json_ld,
        "all_bassins": BY_NAME,
        "max_term_years": MAX_TERM_YEARS,
        "prints_papers": find_spec("typst") is not None,
    }
    environment.globals |= {"language": language.value, "languages": [(each.value, NAMES[each]) for each in NAMES]}
    environment.globals["in_french"] = "" if language is Language.FRENCH else Markup(' lang="fr"')
    locale = translatable.Locale(language)
    environment.install_gettext_callables(  # type: ignore[attr-defined] # the extension adds it
        locale.gettext, locale.ngettext, newstyle=True
    )
    environment.filters |= {
        **LABEL_FILTERS,
        **LINK_FILTERS,
        "type_de_fichier": media_type_label,
        "libelle": lambda value, enumeration: locale.gettext(label(value, enumeration)),
        **translatable.filters(locale),
        "compte_controle": lambda account: locale.format_value(account_check(account)),
        "compte": lambda account: locale.format_value(account_name(account)),
        **formats.filters(language),
    }
    return environment


def loader(language: Language) -> PrefixLoader:
    """Returns a loader of `feature/file.html`, which reads only folders with templates."""
    of_folder = FrenchTemplates if language is Language.FRENCH else FileSystemLoader
    folders = sorted({name.partition("/")[0] for name in template_names()})
    return PrefixLoader({each: of_folder(CONSOLE / each) for each in folders})


@cache
def template_names() -> tuple[str, ...]:
    """Returns the names of all templates: a feature and a file, like `pole/page.html`."""
    paths = (path.relative_to(CONSOLE) for form in ("*/*.html", "*/*.svg") for path in CONSOLE.glob(form))
    return tuple(sorted(path.as_posix() for path in paths if path.parts[0] != "static"))


def spoken_in(template: str, preferred: Language, *texts: Iterable[str]) -> Language:
    """Returns the preferred language if it has all texts of a template and these, else French: no page mixes both."""
    if preferred is Language.FRENCH or marked(template).union(*texts) <= translations(preferred).keys():
        return preferred
    return Language.FRENCH


@cache
def parts_of(template: str) -> frozenset[str]:
    """Returns the names of a template and of all templates that it includes or extends."""
    parsed = templates(Language.ENGLISH).parse(source_of(template))
    return frozenset({template}).union(*(parts_of(each) for each in meta.find_referenced_templates(parsed) if each))


@cache
def marked(template: str) -> frozenset[str]:
    """Returns the French texts of a template and of its parts; of a text with a plural, the singular."""
    return frozenset(one for each in parts_of(template) for one, *_ in texts_in(source_of(each)))


def source_of(template: str) -> str:
    return (CONSOLE / template).read_text(encoding="utf-8")


def texts_in(source: str) -> Iterator[tuple[str, ...]]:
    """Yields the marked texts of a template; a text with a plural as both."""
    environment: Any = templates(Language.ENGLISH)
    for _, _, text in environment.extract_translations(source):
        yield (text,) if isinstance(text, str) else tuple(each for each in text if each)


def render(template: str, *, language: Language = Language.FRENCH, status: int = 200, **values: Any) -> Response:
    text = templates(language).get_template(template).render(values)
    return HTMLResponse(text, status, headers={**HEADERS, "Content-Language": language})


def json_ld(data: Mapping[str, Any]) -> Markup:
    """Returns structured data as text of a script element: nothing in it ends that element, or begins a comment."""
    text = msgspec.json.encode({"@context": "https://schema.org", **data}).decode()
    for sign, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(sign, escape)
    return Markup(text)  # noqa: S704 - escaped above
