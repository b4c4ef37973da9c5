"""A site whose comments are public at once."""

import pytest

from tests.conftest import SITE, Api


@pytest.fixture
def open_api(api: Api) -> Api:
    """The API with nothing held: comments are public at once."""
    api.services.sites.change(SITE, settings={"moderation_mode": "hold_suspect"})
    return api
