from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chrome

from efe_infra.samples.demo.clock import WRITTEN_FOR
from efe_infra.samples.demo.play import Demonstration
from tests.api.given import Api
from tests.conftest import Cloning
from tests.infra.console.browser import Browser
from tests.infra.console.chromium import CHROMIUM, Tab, chromium, tab
from tests.running import served


@pytest.fixture(scope="package")
def platform(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The real server over the demonstration's data."""
    with cloning() as database, served(database, tmp_path_factory.mktemp("home")) as api:
        Demonstration(api.installation, WRITTEN_FOR).play()
        head = api.installation.platform.recorder.max_notification_id()
        api.visitor.ask("query ($at: Position) { meta(minPosition: $at) { version } }", at=str(head))
        api.installation.sealer.run()
        yield api


@pytest.fixture(scope="package")
def chrome() -> Iterator[Chrome]:
    if not CHROMIUM:
        pytest.skip("Chromium is not there")
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="package")
def opened(chrome: Chrome, platform: Api) -> Iterator[Tab]:
    with tab(chrome, platform.http.url) as opened:
        yield opened


@pytest.fixture
def browser(platform: Api) -> Browser:
    return Browser(platform)
