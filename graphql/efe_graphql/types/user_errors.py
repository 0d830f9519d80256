"""Expected refusals as data: code, sentence, and path in the input."""

from collections.abc import Sequence
from typing import Any, Final

import strawberry
from strawberry import field

from efe_domain.shared import errors
from efe_domain.shared.messages import Language, in_language
from efe_graphql.contract.refusal_codes import RefusalCode, code_named
from efe_graphql.types import law


@strawberry.interface(description="Pourquoi un acte est refusé ; rien n'a été enregistré.")
class UserError:
    code: str = field(description="Code stable.")
    message: str = field(
        description=(
            "Une phrase pour la personne qui agit, en français ou, par `Accept-Language`, en anglais ou en allemand."
        )
    )
    path: list[str] = field(description="Où, dans la demande.")

    @field(
        graphql_type=RefusalCode | None,
        description="Le même code, parmi ceux que le contrat nomme ; nul s'il ne le nomme pas.",
    )
    def code_name(self) -> Any:
        return code_named(self.code)


@strawberry.type(description="Une règle refuse l'acte.")
class RuleRefused(UserError):
    rule: law.Rule = field(description="La règle.")
    reasons: list[str] = field(description="Ce qui manque pour qu'elle soit remplie.")
    broken_version: int | None = field(
        default=None, description="D'une rectification : la version du fait qui ne tiendrait plus."
    )


@strawberry.type(description="L'objet a changé depuis la version attendue.")
class VersionConflict(UserError):
    current_version: int = field(description="La version de l'objet maintenant.")


@strawberry.type(description="Ce dont l'acte parle n'existe pas, ou n'est pas visible pour qui agit.")
class NotFound(UserError):
    pass


@strawberry.type(description="Une valeur que la demande ne peut contenir.")
class Invalid(UserError):
    pass


@strawberry.type(description="La même commande du même compte est déjà venue avec une autre demande.")
class CommandReused(UserError):
    pass


ERRORS: Final[tuple[type[UserError], ...]] = (RuleRefused, VersionConflict, NotFound, Invalid, CommandReused)


def user_error(refusal: errors.Refusal, language: Language) -> UserError:
    """Returns a refusal as data. Raises the refusal itself if no payload carries it: it then ends the whole field."""
    code, message = refusal.code(), in_language(refusal.message, language)
    match refusal:
        case errors.DomainError(rule=rule, reasons=reasons):
            return RuleRefused(
                code=code,
                message=message,
                path=["input"],
                rule=law.rules(language)[rule],
                reasons=[in_language(reason, language) for reason in reasons],
                broken_version=refusal.breaks,
            )
        case errors.VersionConflict(current_version=version):
            path = ["input", "expectedVersion"]
            return VersionConflict(code=code, message=message, path=path, current_version=version)
        case errors.NotFound():
            return NotFound(code=code, message=message, path=["input"])
        case errors.Invalid(field=field_):
            return Invalid(code=code, message=message, path=["input", *field_.split(".")])
        case errors.CommandReused():
            return CommandReused(code=code, message=message, path=["input", "commandId"])
        case _:
            raise refusal


def user_errors(refusal: errors.Refusal, visible: errors.Refusal, language: Language) -> list[UserError]:
    """Returns the errors of form of a refused command, then the refusal as it is `visible`; one that is itself an
    error of form comes first. Raises as `user_error`.
    """
    blank = visible.BLANK_FIELD if isinstance(visible, errors.DomainError) else ""
    form_errors = [each for each in refusal.form_errors or () if not blank or each.field != blank]
    if isinstance(visible, errors.Invalid) and (same := same_error(visible.field, visible, form_errors)):
        form_errors.remove(same)
        return [user_error(each, language) for each in (visible, *form_errors)]
    return [user_error(each, language) for each in (*form_errors, visible)]


def same_error(path: str, refusal: errors.Invalid, form_errors: Sequence[errors.Invalid]) -> errors.Invalid | None:
    """Returns the error of form that a refusal at the dotted path repeats: it may name a longer path."""
    alike = [each for each in form_errors if each.message.template == refusal.message.template]
    places = ((each, without_numbers(each.field)) for each in alike)
    return next((each for each, where in places if where.startswith(path)), next(iter(alike), None))


def without_numbers(path: str) -> str:
    """Returns a dotted path of an input without the places in its lists."""
    return ".".join(part for part in path.split(".") if not part.isdigit())
