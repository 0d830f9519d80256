"""Worlds in which the journeys are made: the ways of a person, and a tab for each."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

import pytest
from playwright.sync_api import Browser as Chrome

from efe_infra.console.register.labels import BY_NAME
from tests.api.given import Api
from tests.infra.console.browser import Browser
from tests.infra.console.chromium import Tab, tab
from tests.infra.console.chromium_drivers import ChromiumDriver, KeyboardDriver
from tests.infra.console.journeys import World
from tests.infra.console.signing_in import signed_in
from tests.infra.console.walker import Walker

WAYS = [
    pytest.param((ChromiumDriver, True), id="mouse and scripts"),
    pytest.param((KeyboardDriver, False), id="keyboard without scripts"),
]
FEW_INSTANCES: Final = BY_NAME[:2]
"""Instances that are set up in Chromium; without it, `test_counted_journeys` sets up all ten."""
type Way = tuple[type[ChromiumDriver], bool]


@contextmanager
def world(
    chrome: Chrome, api: Api, way: Way, enters: Callable[[Browser, str], object] = signed_in
) -> Iterator[World]:
    """Opens a tab for each person; none may violate the policy of the pages or ask another host."""
    driver, scripts = way
    tabs: list[Tab] = []
    with ExitStack() as stack:

        def enter() -> Walker:
            tabs.append(stack.enter_context(tab(chrome, api.http.url, scripts=scripts)))
            return Walker(driver(tabs[-1], api, enters=enters))

        yield World(api, enter, FEW_INSTANCES)
        assert [violation for each in tabs for violation in each.violations] == []
        assert {host for each in tabs for host in each.hosts} == set()
