"""`efe schema --check` and `--samples`: a contributor forgets a part of a new event, and reads its file and key."""

import json
import os
import sys
from pathlib import Path

from efe_domain.catalogue import all_events
from efe_domain.shared.codec import decode, encode
from efe_infra.cli.missing_parts import FORMS_FILE, POLICY_FILE, WORDS_FOLDER, missing_forms, missing_parts
from efe_infra.cli.stored_samples import STORED_FILE, stored_line, write_samples
from tests.processes import output_of

ROOT = Path(__file__).parents[3]
FORGETFUL = """
from datetime import date
from pathlib import Path
from efe_domain.catalogue import all_events
from efe_domain.law.rules import Rule
from efe_domain.shared.event import Event
from efe_domain.shared.messages import catalogue
from efe_infra.cli import missing_parts

class MottoChosen(Event, topic="pole.motto-chosen.v1", command="chooseMotto", rule=Rule.PS_NB):
    __module__ = "efe_domain.pole.events"
    motto: str
    effective_on: date

words = catalogue()
words.acts["decision.received"] = "{author} a lu"
del words.labels["purged"]
missing_parts.listed_commands = lambda: {}
print(*missing_parts.missing_parts(Path(ROOT)), *missing_parts.missing_forms(), sep="\\n")
"""


def test_each_missing_part_of_a_new_event_is_named_with_its_file_and_key() -> None:
    code = FORGETFUL.replace("ROOT", repr(str(ROOT)))
    output = output_of([sys.executable, "-c", code], cwd=ROOT, env={**os.environ}, timeout=120)

    lines = output.splitlines()
    named = [line.partition(" — ")[0] for line in lines if not line.startswith(FORMS_FILE)]
    assert named == [
        f'{WORDS_FOLDER}/poles.toml : [texts."{{author}} a lu"]',
        f'{WORDS_FOLDER}/poles.toml : [sentences] "pole.motto-chosen"',
        f'{WORDS_FOLDER}/poles.toml : [acts] "pole.motto-chosen"',
        f'{WORDS_FOLDER} : [labels] "decision.purged"',
        f"{STORED_FILE} : pole.motto-chosen.v1",
        f'{POLICY_FILE} : "pole.motto-chosen.v1": motto',
    ]
    assert f"{FORMS_FILE} : [commands] adopt_decision — un formulaire qui envoie cette commande" in lines


def test_nothing_is_missing_today() -> None:
    assert missing_parts(ROOT) == []
    assert missing_forms() == []


def test_a_sample_is_written_once_for_each_event_without_stored_bytes(tmp_path: Path) -> None:
    lines = (ROOT / STORED_FILE).read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if json.loads(line)["topic"] != "pole.renamed.v1"]
    (tmp_path / STORED_FILE).parent.mkdir(parents=True)
    (tmp_path / STORED_FILE).write_text("".join(kept), encoding="utf-8")

    assert write_samples(tmp_path) == ["pole.renamed.v1"]
    assert write_samples(tmp_path) == []

    *before, sample = (tmp_path / STORED_FILE).read_text(encoding="utf-8").splitlines(keepends=True)
    assert before == kept
    assert json.loads(json.loads(sample)["state"])["name"] == "Exemple"


def test_the_sample_of_every_event_is_read_as_it_was_written() -> None:
    for topic, event in all_events().items():
        state = json.loads(stored_line(event))["state"].encode()

        assert encode(decode(topic, state)) == state
