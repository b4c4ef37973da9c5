"""A second process that serves the same table."""

import pytest

from chalicelib.bootstrap import Services
from tests.conftest import Api, StandingClock, ids_in_order


@pytest.fixture
def another(api: Api, clock: StandingClock) -> Api:
    """The API from another process: the same table and time, and a memory of its own."""
    services = api.services
    return Api(Services(services.settings, services.table, clock, ids_in_order()))
