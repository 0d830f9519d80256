"""Objects of the demonstration of which each kind of paper can be printed, with an account that sees them."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.api.given import Api

type Found = Mapping[str, Any]

QUERY: Final = """{
  meetings(first: 100) { edges { node { id day heldOn cancelledOn minutesAdoptedOn bassins pole { id } } } }
  decisions(first: 100) { edges { node { id state adoptedOn bassin } } }
  opinions(first: 100) { edges { node { id state title bassin } } }
  poles(first: 100) { edges { node {
    id bassin constitutedOn takenOverOn dissolvedOn
    dossier { terms { starts } evaluations { evaluatedOn } memberships { operator { id } } }
  } } }
  instances { bassin dossier { seats { seatId } } }
  projects(first: 100) { edges { node {
    id joint outcome bassins dossier { verdicts { bassin until } }
  } } }
}"""


def nodes(answer: Found, name: str) -> list[Found]:
    return [edge["node"] for edge in answer[name]["edges"]]


def key(node: Found) -> str:
    found: str = node["id"].partition(":")[2]
    return found


def of_poles(check: Callable[[Found, Found], object]) -> Callable[[Found], list[str]]:
    def keys(answer: Found) -> list[str]:
        return [key(each) for each in nodes(answer, "poles") if each["dossier"] and check(each, each["dossier"])]

    return keys


def of_meetings(check: Callable[[Found], object]) -> Callable[[Found], list[str]]:
    return lambda answer: [key(each) for each in nodes(answer, "meetings") if check(each)]


def verdicts(answer: Found) -> list[str]:
    slug = str.lower
    return [
        f"{key(each)}.{slug(verdict['bassin']).replace('_', '-')}"
        for each in nodes(answer, "projects")
        for verdict in (each["dossier"] or {"verdicts": ()})["verdicts"]
        if verdict["until"] is None
    ]


def mandates(answer: Found) -> list[str]:
    return [
        f"{seat['seatId'].partition(':')[2]}.{instance['bassin'].lower().replace('_', '-')}"
        for instance in answer["instances"]
        for seat in (instance["dossier"] or {"seats": ()})["seats"]
    ]


KEYS: Final[Mapping[str, Callable[[Found], list[str]]]] = {
    "convocation": of_meetings(lambda each: each["cancelledOn"] is None),
    "attendance": of_meetings(lambda each: each["cancelledOn"] is None),
    "minutes": of_meetings(lambda each: each["heldOn"] and each["minutesAdoptedOn"] and each["pole"]),
    "decision": lambda answer: [key(each) for each in nodes(answer, "decisions") if each["adoptedOn"]],
    "avis": lambda answer: [key(each) for each in nodes(answer, "opinions") if each["title"]],
    "creation": of_poles(lambda pole, _: pole["takenOverOn"] is None),
    "constitution": of_poles(lambda pole, _: pole["constitutedOn"] and pole["takenOverOn"] is None),
    "evaluation": of_poles(lambda _, dossier: dossier["evaluations"]),
    "renewal": of_poles(lambda _, dossier: len(dossier["terms"]) > 1),
    "dissolution": of_poles(lambda pole, _: pole["dissolvedOn"]),
    "verdict": verdicts,
    "agreement": lambda answer: [
        key(each)
        for each in nodes(answer, "projects")
        if each["joint"] and each["dossier"] and each["outcome"] == "AGREED_BY_ALL"
    ],
    "mandate": mandates,
    "report": lambda answer: [
        instance["bassin"].lower().replace("_", "-") for instance in answer["instances"] if instance["dossier"]
    ],
    "seat": of_poles(lambda _, dossier: dossier["memberships"]),
}


def fill_a_seat(platform: Api) -> None:
    """Gives a person a seat in a body of Liège, which the demonstration leaves empty."""
    liege = platform.client("coordination-liege")
    instance = liege.ask("{ instance(bassin: LIEGE) { bodies { id } dossier { seats { seatId } } } }")["instance"]
    if instance["dossier"]["seats"]:
        return
    person = liege.do("registerPerson", "person { id }", givenName="Odile", familyName="Siégeant")["person"]["id"]
    seat = {"bodyId": instance["bodies"][0]["id"], "personId": person, "category": "Enseignement qualifiant"}
    liege.done("fillSeat", "instance { id }", bassin="LIEGE", **seat)
    platform.installation.sealer.run()


def paths_of(platform: Api, subjects: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """The address of a paper of each kind, and the account that sees it."""
    fill_a_seat(platform)
    found: dict[str, tuple[str, str]] = {}
    for subject in subjects:
        answer = platform.client(subject).ask(QUERY)
        for kind, keys in KEYS.items():
            for each in keys(answer)[:1]:
                part = each
                if kind == "seat":
                    pole = next(one for one in nodes(answer, "poles") if key(one) == each)
                    part = f"{each}.{key(pole['dossier']['memberships'][0]['operator'])}"
                found.setdefault(kind, (f"/actes/{kind}/{part}.pdf", subject))
    return found
