"""Papers that time overtook: an older key, days that third parties attest, an annulled object, an erased person."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.transparency.notes import KeyType, Note, VerifierKey
from efe_infra.console.register.ids import key_of
from efe_infra.papers.checking.day import CLOCK_TOLERANCE_S
from efe_infra.transparency.evidence.verify import paper_evidence
from tests.api.given import KINDS, Api, a_pole, an_operator, day
from tests.conftest import Cloning
from tests.infra.cli.here import efe
from tests.infra.console.demonstration import demonstration
from tests.infra.console.paper_forging import Desk, forged, with_representative
from tests.infra.console.printed_papers import printed
from tests.infra.console.signing_in import LIEGE
from tests.infra.transparency.timestamps import authority as time_stamping

DAY_S = 86_400
DESIGNATED = 2
"""Version of a pôle at which its first member was designated."""


@pytest.fixture(scope="module")
def register(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A register of its own: the order of its acts and its keys count."""
    with demonstration(cloning, tmp_path_factory.mktemp("times")) as api:
        yield api


@pytest.fixture
def desk(register: Api, tmp_path: Path) -> Desk:
    return Desk(register, tmp_path)


def creation(desk: Desk) -> bytes:
    """A paper without names, at a position of another Instance: no event of the bundle bounds its day."""
    a_pole(desk.platform.client("coordination-namur"), f"Pôle {uuid4().hex}", bassin=Bassin.NAMUR)
    desk.platform.installation.sealer.run()
    desk.platform.catch_up()
    return printed(desk.platform, f"/actes/creation/{key_of(desk.pole)}.pdf", LIEGE, "fr")


def on_day_of(instant: int, *, days: int = 0) -> Callable[[dict[str, Any]], None]:
    def change(content: dict[str, Any]) -> None:
        content["timestamp"] = instant + days * DAY_S

    return change


def test_a_day_is_bounded_by_a_cosignature_of_its_checkpoint(desk: Desk) -> None:
    paper, signer = creation(desk), Ed25519PrivateKey.generate()
    witness = VerifierKey("namur.example/witness", KeyType.WITNESS, signer.public_key().public_bytes_raw())
    cosigned_at = int(time.time()) + DAY_S

    def cosigned(then: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
        def change(content: dict[str, Any]) -> None:
            content["checkpoint"] = str(Note.parse(content["checkpoint"]).cosigned(witness, signer, at=cosigned_at))
            then(content)

        return change

    whole = cosigned(lambda _: None)
    last, beyond = cosigned(on_day_of(cosigned_at)), cosigned(on_day_of(cosigned_at + CLOCK_TOLERANCE_S, days=1))
    options = ("--bundle", str(desk.bundle()))
    found = {
        name: desk.verdict(forged(paper, change), *options, "--witness", str(witness))
        for name, change in (("whole", whole), ("last", last), ("beyond", beyond))
    }
    unasked = desk.verdict(forged(paper, beyond), *options)

    assert {name: status for name, (status, _) in found.items()} == {"whole": 0, "last": 0, "beyond": 4}
    assert "DAY_FALSE" in found["beyond"][1]
    assert unasked[0] == 9, "without its key, the line of a witness proves nothing"


def test_a_day_is_bounded_by_a_time_stamp(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = creation(desk)
    now = datetime.now(UTC) + timedelta(days=1)
    monkeypatch.setattr(time_stamping, "NOW", now.replace(microsecond=0))
    stamped_at, roots = int(now.timestamp()), desk.folder / "roots.pem"
    with time_stamping.authority() as tsa:
        roots.write_bytes(tsa.roots)
        sealed = efe("seal", env={**desk.env, "EFE_TSA_URL": tsa.url})
    options = ("--bundle", str(desk.bundle()))

    found = {
        name: desk.verdict(pdf, *options, "--tsa-roots", str(roots))
        for name, pdf in (
            ("whole", paper),
            ("last", forged(paper, on_day_of(stamped_at))),
            ("beyond", forged(paper, on_day_of(stamped_at + CLOCK_TOLERANCE_S, days=1))),
        )
    }

    assert sealed.returncode == 0, sealed.stderr
    assert {name: status for name, (status, _) in found.items()} == {"whole": 0, "last": 0, "beyond": 4}
    assert "DAY_FALSE" in found["beyond"][1]
    assert desk.verdict(paper, *options)[0] == 9


def test_a_paper_of_an_annulled_seat_says_so(desk: Desk) -> None:
    """The register no longer has the seat; the paper was issued while it had."""
    paper = desk.paper()
    annulment = [{"version": DESIGNATED, "annul": True}]
    by = desk.liege
    corrected = by.do("rectify", entityId=desk.pole, changes=annulment, reason="Saisi par erreur.")["position"]

    found = [desk.verdict(paper, "--register"), desk.verdict(paper, "--bundle", str(desk.bundle()))]

    assert [status for status, _ in found] == [12, 10]
    assert all(f"Corrigé depuis, acte n° {corrected}." in said for _, said in found)


def test_a_paper_of_a_withdrawn_act_says_so(desk: Desk) -> None:
    second = desk.platform.granted("second of Liège", Role.COORDINATOR, Bassin.LIEGE)
    seat = {"poleId": desk.pole, "operatorId": an_operator(desk.liege, KINDS[0]), "effectiveOn": day(-10)}
    desk.liege.done("designateMember", "pole { id }", **seat)
    desk.member, act = seat["operatorId"], DESIGNATED + 3
    paper = desk.paper()
    desk.liege.done("withdrawAct", "entity { id }", entityId=desk.pole, act=act, reason="Sans quorum.")
    proposed = desk.verdict(paper, "--register")
    withdrawn = second.do("confirmWithdrawal", entityId=desk.pole, proposal=act + 1)["position"]

    status, said = desk.verdict(paper, "--register")

    assert proposed[0] == 0
    assert status == 12, said
    assert said.startswith(f"Corrigé depuis, acte n° {withdrawn}.")


def test_an_erased_name_is_not_compared_and_never_refused(desk: Desk) -> None:
    paper = desk.paper()
    forgery, broken = (forged(paper, with_representative(each)) for each in ("Jeanne Autre", "Jeanne\nAutre"))
    person = desk.person()
    desk.platform.client("administration").done("forgetPerson", "forgottenPerson { id }", personId=person)

    found = [desk.verdict(each, "--register") for each in (paper, forgery, broken)]

    assert [status for status, _ in found] == [10, 10, 4]
    assert found[0][1].startswith("Nom non comparé")
    assert json.loads(paper_evidence(paper))["input"]["title"] in found[0][1]


def test_a_paper_of_an_older_key_verifies_by_that_key(desk: Desk) -> None:
    """The last test of this register: from then on a desk would have two keys."""
    paper, old = desk.paper(), desk.key
    rotated = efe("key", "rotate", env=desk.env)
    assert rotated.returncode == 0, rotated.stderr
    a_pole(desk.liege, f"Pôle {uuid4().hex}")
    desk.platform.installation.sealer.run()
    new = rotated.stdout.strip()

    desk.key = old
    by_old = desk.verdict(paper, "--register")
    desk.key = new
    by_new = desk.verdict(paper, "--register")

    assert by_old[0] == 0
    assert by_new[0] == 1
    assert "SIGNATURE_MISSING" in by_new[1]
