"""Rights that a person may give to an API token, as boxes of a form."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from efe_infra.console.api_token.generated import ListedApiToken, TokenGrant, TokenViewer
from efe_infra.console.language.translatable import Translatable, tr
from efe_infra.console.register.ids import global_id, key_of
from efe_infra.console.register.labels import BASSINS, LABELS

SEPARATOR: Final = "/"


class RightBox(NamedTuple):
    """Box of a right: its value in the form, and its words."""

    value: str
    words: Translatable


def boxes(viewer: TokenViewer, poles: Sequence[tuple[str, str]] = ()) -> list[RightBox]:
    """Returns the rights of the viewer, the widest first; `poles` are ids and names, for a right in one of them."""
    return list(dict.fromkeys(_boxes(viewer, poles)))


def _boxes(viewer: TokenViewer, poles: Sequence[tuple[str, str]]) -> Iterator[RightBox]:
    for grant in viewer.grants:
        yield from _boxes_of(grant, poles)
    granted = {bassin for grant in viewer.grants if grant.pole is None for bassin in grant.bassins}
    for bassin in viewer.bassins:
        if bassin not in granted:
            yield RightBox(value_of("", bassin), tr("Mes sièges, %(bassin)s, en lecture", bassin=BASSINS[bassin]))
    for seat in viewer.poles:
        words = tr("Mon siège, pôle %(pole)s, en lecture", pole=seat.name)
        yield RightBox(value_of("", "", seat.id), words)


def _boxes_of(grant: TokenGrant, poles: Sequence[tuple[str, str]]) -> Iterator[RightBox]:
    role = tr(LABELS["Role"][grant.role].words)
    if grant.pole:
        words = tr("%(role)s, pôle %(pole)s", role=role, pole=grant.pole.name)
        yield RightBox(value_of(grant.role, "", grant.pole.id), words)
        return
    if len(grant.bassins) > 1:
        yield RightBox(value_of(grant.role), tr("%(role)s, les dix Instances", role=role))
    for bassin in grant.bassins if grant.role != "ADMINISTRATOR" else ():
        yield RightBox(value_of(grant.role, bassin), tr("%(role)s, %(bassin)s", role=role, bassin=BASSINS[bassin]))
    for pole, name in poles if len(grant.bassins) == 1 else ():
        words = tr("%(role)s, pôle %(pole)s seulement, en lecture", role=role, pole=name)
        yield RightBox(value_of(grant.role, "", pole), words)


def value_of(role: str, bassin: str = "", pole: str = "") -> str:
    return SEPARATOR.join((role, bassin, key_of(pole) if pole else ""))


def sent(values: Collection[str]) -> list[dict[str, Any]]:
    """Returns the rights of the boxes that are ticked, as the command takes them."""
    return [_sent(*[*value.split(SEPARATOR), "", "", ""][:3]) for value in values]


def _sent(role: str, bassin: str, pole: str) -> dict[str, Any]:
    right: Mapping[str, str] = {"role": role, "bassin": bassin, "poleId": global_id("Pole", pole) if pole else ""}
    return {name: value for name, value in right.items() if value}


def words_of(token: ListedApiToken) -> list[Translatable]:
    """Returns the rights of a token in words."""
    return [_words(each.role, each.bassin, each.pole.name if each.pole else None) for each in token.rights]


def _words(role: str | None, bassin: str | None, pole: str | None) -> Translatable:
    who = tr(LABELS["Role"][role].words) if role else tr("Siège")
    if pole:
        return tr("%(role)s, pôle %(pole)s", role=who, pole=pole)
    if bassin:
        return tr("%(role)s, %(bassin)s", role=who, bassin=BASSINS[bassin])
    return tr("%(role)s, les dix Instances", role=who)
