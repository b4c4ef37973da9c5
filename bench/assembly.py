"""The service as the bench measures it: as it is deployed, but no page is ever hot."""

import itertools
from functools import partial
from typing import TYPE_CHECKING

from chalicelib.bootstrap import Services
from chalicelib.comments.hot import HOT_FROM, KEPT_FOR
from chalicelib.config import Settings
from chalicelib.storage.client import pause
from chalicelib.storage.table import Table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def assembled(settings: Settings, client: "DynamoDBClient") -> Services:
    """Build the services at work through `client`. Each read is one of the table, however many ask for the same at once."""
    # So late that no page has as many reads as make it hot, and not so late that a process would soon forget which pages are aliases.
    later_each_time = partial(next, itertools.count(step=KEPT_FOR / HOT_FROM))
    return Services(settings, Table(client, settings.table, pause), seconds=later_each_time)
