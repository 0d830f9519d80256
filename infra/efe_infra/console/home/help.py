"""`/aide`: how to read the register; every rule, and every refusal with its rule and what to do."""

from collections.abc import Mapping

from starlette.responses import Response

from efe_infra.console.home.refusal_help import SHOWN, advice, sentences
from efe_infra.console.register.answers import Answers, RuleKey
from efe_infra.console.register.documents import Document
from efe_infra.console.web.addresses import require
from efe_infra.console.web.page_request import Visit
from efe_infra.console.web.page_route import page_router
from efe_infra.console.web.rules import Rule

pages = page_router(multilingual=True)


class Refusal(Answers, frozen=True):
    code_name: str
    rule: RuleKey | None


class Law(Answers, frozen=True):
    refusals: tuple[Refusal, ...]
    rules: tuple[Rule, ...]


class Help(Answers, frozen=True):
    meta: Law

    @property
    def rules(self) -> Mapping[str, Rule]:
        return {each.key: each for each in self.meta.rules}

    @property
    def refusals(self) -> Mapping[str, Refusal]:
        return {each.code_name: each for each in self.meta.refusals}


HELP = Document("help", Help)


@pages.get("/aide")
async def start(visit: Visit) -> Response:
    return visit.page("home/help.html")


@pages.get("/aide/refus")
async def refusals(visit: Visit) -> Response:
    law = await visit.ask(HELP)
    return visit.page("home/help_refusals.html", law=law, sentences=sentences(visit.language))


@pages.get("/aide/refus/{code}")
async def refusal(visit: Visit, code: str) -> Response:
    law = await visit.ask(HELP)
    refused = require(law.refusals.get(code.upper()))
    name = refused.code_name
    rule = law.rules[refused.rule.key] if refused.rule else None
    return visit.page(
        "home/help_refusal.html",
        code=name,
        rule=rule,
        sentences=sentences(visit.language)[name][:SHOWN],
        advice=advice().get(name),
    )


@pages.get("/aide/regles")
async def rules(visit: Visit) -> Response:
    return visit.page("home/help_rules.html", law=await visit.ask(HELP))


@pages.get("/aide/regles/{key}")
async def rule(visit: Visit, key: str) -> Response:
    law = await visit.ask(HELP)
    found = require(law.rules.get(key))
    codes = [each.code_name for each in law.meta.refusals if each.rule and each.rule.key == key]
    return visit.page("home/help_rule.html", rule=found, codes=codes, sentences=sentences(visit.language))
