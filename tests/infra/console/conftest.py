from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chrome

from tests.api.given import Api
from tests.conftest import Cloning
from tests.infra.console.browser import Browser
from tests.infra.console.chromium import CHROMIUM, Tab, chromium, tab
from tests.infra.console.demonstration import demonstration


@pytest.fixture(scope="package")
def platform(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with demonstration(cloning, tmp_path_factory.mktemp("home")) as api:
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
