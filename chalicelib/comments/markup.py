"""A comment's text as HTML: the part of Markdown that a conversation needs, and nothing that could run or fetch.

Two libraries stand one behind the other. markdown-it makes HTML in which whatever was typed as HTML is escaped, and
nh3 then lets pass only the elements and attributes listed here, so a mistake in the first is caught by the second.
What is not in the subset (headings, images, tables, HTML, other schemes than http and https) shows as it was typed.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict
    from nh3 import Cleaner

    BlockRule = Callable[[StateBlock, int, int, bool], bool]

RENDERER = "1 markdown-it-py/4 linkify-it-py/2 nh3/0"
"""Our rules' version and the libraries' major ones, stored with each comment to tell by which its HTML was made."""

ELEMENTS = frozenset({"p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a"})
ATTRIBUTES = {"a": frozenset({"href"}), "ol": frozenset({"start"})}
LINK_REL = "nofollow ugc noopener"
MOST_LEVELS = 12
"""How deep quotes and lists may stand in each other; a list counts twice. What is deeper shows as text."""

_BLOCKS = ("blockquote", "list", "code", "fence", "hr")
_INLINES = ("newline", "escape", "backticks", "emphasis", "link", "autolink", "linkify")
_WEB_ADDRESS = re.compile(r"https?://[^/?#\s]", re.IGNORECASE)


def render(body: str) -> str:
    """Answer the HTML of a comment's Markdown, sanitised and at most some twelve times as long."""
    return sanitised(_markdown().render(body))


def sanitised(html: str) -> str:
    """Answer `html` with nothing but the elements and attributes that comments may have; the text of others stays."""
    return _cleaner().clean(html).strip()


@cache
def _markdown() -> "MarkdownIt":
    from linkify_it import LinkifyIt  # noqa: PLC0415 - readers' calls start without it
    from markdown_it import MarkdownIt  # noqa: PLC0415 - as above
    from markdown_it.rules_block import blockquote, list_block  # noqa: PLC0415 - as above

    markdown = MarkdownIt("zero", {"html": False, "linkify": True, "breaks": True})
    markdown.enable([*_BLOCKS, *_INLINES])
    markdown.block.ruler.at("blockquote", _up_to_the_deepest(blockquote), {"alt": ["paragraph", "blockquote", "list"]})
    markdown.block.ruler.at("list", _up_to_the_deepest(list_block), {"alt": ["paragraph", "blockquote"]})
    markdown.validateLink = _is_web_address  # type: ignore[method-assign] # the library's own way to set it
    markdown.normalizeLinkText = _as_typed  # type: ignore[method-assign] # as above
    markdown.add_render_rule("hr", _rule_as_text)
    markdown.linkify = LinkifyIt(options={"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    return markdown


@cache
def _cleaner() -> "Cleaner":
    from nh3 import Cleaner  # noqa: PLC0415 - as above

    return Cleaner(
        tags=ELEMENTS,
        clean_content_tags=set(),
        attributes={"*": set(), **ATTRIBUTES},  # without the star, nh3 lets `title` and `lang` stand on all
        link_rel=LINK_REL,
        url_schemes={"http", "https"},
        url_relative="deny",
    )


def _up_to_the_deepest(rule: "BlockRule") -> "BlockRule":
    # The library drops what stands deeper than its own limit; a reader should see it.
    def limited(state: "StateBlock", start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - the library's form
        return state.level < MOST_LEVELS and rule(state, start, end, silent)

    return limited


def _is_web_address(url: str) -> bool:
    return _WEB_ADDRESS.match(url) is not None


def _as_typed(link: str) -> str:
    # The library would show punycode as the letters it stands for, which may be those of another name.
    return link


def _rule_as_text(_: "RendererHTML", tokens: "Sequence[Token]", index: int, __: "OptionsDict", ___: "EnvType") -> str:
    # A line such as `* * *` is read as a rule lest it become lists in lists, but shows as three of its signs.
    return f"<p>{tokens[index].markup[:3]}</p>\n"
