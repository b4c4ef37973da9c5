"""Scripts, style sheets and words without what is there for those who read the source: comments, indentation."""

import json

import rcssmin
import rjsmin

TOOLS = ("rcssmin", "rjsmin")
"""What they are made with, as installed: another version may make other files."""


def script(text: str) -> str:
    """Answer a script; comments that begin with `!` stay, which are licences."""
    short: str = rjsmin.jsmin(text, keep_bang_comments=True)
    return short.strip()


def style(text: str) -> str:
    """Answer a style sheet."""
    short: str = rcssmin.cssmin(text)
    return short


def data(value: object) -> str:
    """Answer JSON, which is a script too."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
