"""`/aide`: how to read the register; every rule, and every refusal with its rule and what to do."""

from collections.abc import Mapping

from starlette.responses import Response

from efe_infra.console.home.generated import HELP, HelpRefusalKind
from efe_infra.console.home.refusal_help import MAX_SENTENCES, advice, sentences
from efe_infra.console.web.generated import Rule
from efe_infra.console.web.page_request import PageRequest, Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.refusals import require

pages = page_router(multilingual=True)


@pages.get("/aide")
async def start(visit: Visit) -> Response:
    return visit.page("home/help.html")


@pages.get("/aide/refus")
async def refusals(visit: Visit) -> Response:
    refusals, _ = await refusals_and_rules(visit)
    return visit.page("home/help_refusals.html", refusals=refusals, sentences=sentences(visit.language))


@pages.get("/aide/refus/{code}")
async def refusal(visit: Visit, code: str) -> Response:
    refusals, rules = await refusals_and_rules(visit)
    kind = require(refusals.get(code.upper()))
    return visit.page(
        "home/help_refusal.html",
        code=kind.code_name,
        rule=rules[kind.rule.key] if kind.rule else None,
        sentences=sentences(visit.language)[kind.code_name][:MAX_SENTENCES],
        advice=advice().get(kind.code_name),
    )


@pages.get("/aide/regles")
async def rules(visit: Visit) -> Response:
    _, rules = await refusals_and_rules(visit)
    return visit.page("home/help_rules.html", rules=rules.values())


@pages.get("/aide/regles/{key}")
async def rule(visit: Visit, key: str) -> Response:
    refusals, rules = await refusals_and_rules(visit)
    codes = [code for code, each in refusals.items() if each.rule and each.rule.key == key]
    rule = require(rules.get(key))
    return visit.page("home/help_rule.html", rule=rule, codes=codes, sentences=sentences(visit.language))


async def refusals_and_rules(visit: PageRequest) -> tuple[Mapping[str, HelpRefusalKind], Mapping[str, Rule]]:
    """Returns the kinds of refusals by code, and the rules by key."""
    meta = (await visit.ask(HELP)).meta
    return {each.code_name: each for each in meta.refusals}, {each.key: each for each in meta.rules}
