"""What both bundlers know of native modules."""

import re

EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
"""Of a declaration, whose name it finds."""


class BundleError(Exception):
    """The source has something that a bundler does not take; the message says where."""
