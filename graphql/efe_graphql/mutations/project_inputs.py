"""Input of the content of a project."""

from datetime import date

import strawberry
from strawberry import ID, field

from efe_domain.project.content import ActionNature, Aspect, Public
from efe_domain.project.content import ProjectAction as Action
from efe_domain.project.content import ProjectContent as Content
from efe_graphql.contract.global_id import uuid_of
from efe_graphql.contract.scalars import Cents


@strawberry.input(description="Une action d'un projet (PS-ADD).")
class ProjectActionInput:
    nature: ActionNature = field(description="En quoi elle ajoute à l'existant.")
    description: str = field(description="Ce qui est fait.")


@strawberry.input(description="Le contenu d'un projet. Son axe est celui du pôle où il émerge (PS-FILIERE).")
class ProjectContentInput:
    title: str = field(description="Le titre.")
    aims: str = field(description="Les objectifs.")
    actions: list[ProjectActionInput] = field(description="Les actions : une au moins (PS-ADD).")
    aspects: list[Aspect] = field(
        default_factory=list, description="Les aspects développés, parmi ceux que le texte nomme (PS-ASPECT)."
    )
    other_aspects: list[str] = field(
        default_factory=list, description="Les aspects que le texte ne nomme pas : un aspect au moins en tout."
    )
    publics: list[Public] = field(description="Les publics visés : un au moins (PS-PUBLIC).")
    communes: list[str] = field(description="Les codes NIS des communes où il agit (PS-TERRITOIRE).")
    partner_ids: list[ID] = field(default_factory=list, description="Les opérateurs partenaires (PS-LARGE).")
    budget: Cents = field(description="Le budget, en centimes d'euro.")
    starts: date | None = field(default=None, description="Le premier jour prévu.")
    ends: date | None = field(default=None, description="Le dernier jour prévu.")
    zone: bool = field(default=False, description="Si c'est un travail conjoint dans la zone interbassin (PS-ESM).")

    def content(self) -> Content:
        """Raises `BadUserInput`."""
        return Content(
            title=self.title,
            aims=self.aims,
            actions=tuple(Action(each.nature, each.description) for each in self.actions),
            aspects=tuple(self.aspects),
            other_aspects=tuple(self.other_aspects),
            publics=tuple(self.publics),
            communes=tuple(self.communes),
            partners=tuple(uuid_of("Operator", each) for each in self.partner_ids),
            budget_cents=self.budget,
            starts=self.starts,
            ends=self.ends,
            zone=self.zone,
        )
