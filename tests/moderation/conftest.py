"""Moderators decide in transactions, so they work on the table that bears many of them."""

from tests.comments.conftest import table_client

__all__ = ["table_client"]
