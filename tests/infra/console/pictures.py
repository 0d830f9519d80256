"""`poe pictures`: one picture of each page of the console, over the demonstration, for the README beside them."""

import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal, NamedTuple

import httpx
from rich.progress import track

from efe_domain.shared.bassins import Bassin
from efe_infra.samples.demo.people import ADMINISTRATOR, AUDITOR, coordinator_of
from tests.infra.cli.process import EFE, environment
from tests.infra.console.chromium import Tab, chromium, tab
from tests.infra.console.shown import A_PROJECT, CARRYING, TRAIL

FOLDER: Final = Path(__file__).parents[3] / "infra" / "efe_infra" / "console" / "pictures"
SIZE: Final = {"width": 1100, "height": 770}
PATIENCE: Final = 120


class Picture(NamedTuple):
    """`account` is who looks, if somebody has signed in; `then` is a link that is followed, as a selector."""

    name: str
    path: str
    account: str = ""
    scheme: Literal["light", "dark"] = "light"
    width: int = SIZE["width"]
    then: str = ""


LIEGE: Final = coordinator_of(Bassin.LIEGE)
PICTURES: Final[Sequence[Picture]] = (
    Picture("accueil", "/"),
    Picture("instance", "/instances/liege", LIEGE),
    Picture("a-faire", "/a-faire", LIEGE),
    Picture("pole", CARRYING, LIEGE),
    Picture("decision", CARRYING, LIEGE, then="a[href^='/decisions/']"),
    Picture("reunion", CARRYING, LIEGE, then="a[href^='/reunions/']"),
    Picture("tableau-conjoint", A_PROJECT, LIEGE),
    Picture("acte", f"{A_PROJECT}/actes/reviser/liege", LIEGE),
    Picture("piste", TRAIL, AUDITOR),
    Picture("comparer", f"{TRAIL.removesuffix('/piste')}/comparer?de=136&a=260", AUDITOR),
    Picture("mise-en-route", "/mise-en-route", ADMINISTRATOR),
    Picture("telephone", A_PROJECT, LIEGE, scheme="dark", width=400),
)


@contextmanager
def demonstration() -> Iterator[str]:
    """The address of `efe demo` on an empty folder."""
    with tempfile.TemporaryDirectory(prefix="efe-") as home, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = [*EFE, "demo", "--port", str(port)]
        with subprocess.Popen(
            command, env=environment(Path(home)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            try:
                url = f"http://127.0.0.1:{port}"
                wait_for(url)
                yield url
            finally:
                process.terminate()


def wait_for(url: str) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        try:
            if httpx.get(f"{url}/health/ready").is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise TimeoutError(url)


def sign_in(opened: Tab, account: str) -> None:
    opened.go("/connexion")
    opened.page.locator(f"button[value={account}]").click()
    opened.page.wait_for_load_state()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with demonstration() as url, chromium() as browser:
        for each in track(PICTURES, "Images"):
            with tab(browser, url, width=each.width, scheme=each.scheme) as opened:
                if each.account:
                    sign_in(opened, each.account)
                opened.go(each.path)
                if each.then:
                    opened.page.locator(each.then).first.click()
                    opened.page.wait_for_load_state()
                opened.page.set_viewport_size({"width": each.width, "height": SIZE["height"]})
                opened.page.wait_for_timeout(300)
                opened.page.screenshot(path=FOLDER / f"{each.name}.png")


if __name__ == "__main__":
    main()
