"""An application follows the feed of an Instance, is killed, and goes on."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.given import Api, Client, a_composed_pole, a_pole

PROGRAM = Path(__file__).parent / "python" / "feed_follower.py"
TRAIL = "{ auditTrail(bassin: LIEGE, first: 100) { edges { node { position } } } }"


@contextmanager
def follower(by: Client, kept: Path) -> Iterator[Iterator[str]]:
    """Runs the application in a process of its own, and kills it."""
    command = [sys.executable, str(PROGRAM), by.http.url, by.token, str(kept)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield map(str.strip, process.stdout)
        finally:
            process.kill()


def seal(api: Api) -> list[str]:
    """Seals what is recorded, and returns the positions of the trail."""
    api.catch_up()
    api.installation.sealer.run()
    trail = api.coordinator(Bassin.LIEGE).ask(TRAIL)["auditTrail"]["edges"]
    return [edge["node"]["position"] for edge in trail]


def test_a_follower_that_is_killed_has_each_event_once(platform: Api, liege: Client, tmp_path: Path) -> None:
    kept = tmp_path / "events.jsonl"
    a_composed_pole(liege)
    before = seal(platform)
    with follower(liege, kept) as ids:
        first = [next(ids) for _ in range(5)]

    a_pole(liege, "Bois")
    whole = seal(platform)
    kept.write_text(kept.read_text(encoding="utf-8") + '{"specversion": "1.', encoding="utf-8")
    stored = [json.loads(line)["id"] for line in kept.read_text(encoding="utf-8").splitlines()[:-1]]
    with follower(liege, kept) as ids:
        rest = [next(ids) for _ in range(len(whole) - len(stored))]
        a_pole(liege, "Zinc")
        newer = seal(platform)
        live = [next(ids) for _ in range(len(newer) - len(whole))]

    assert first == before[:5]
    assert stored + rest == whole
    assert whole + live == newer
    assert [json.loads(line)["id"] for line in kept.read_text(encoding="utf-8").splitlines()] == newer


def test_a_follower_is_refused_once_its_right_is_gone(platform: Api, liege: Client, tmp_path: Path) -> None:
    reader = platform.granted("follower", Role.READER, Bassin.LIEGE)
    account = f"Account:{platform.account('follower')}"
    seal(platform)

    with follower(reader, tmp_path / "events.jsonl") as ids:
        next(ids)
        liege.done("revokeAccess", "instance { id }", bassin="LIEGE", accountId=account, role="READER")

        assert "refused 403" in ids
