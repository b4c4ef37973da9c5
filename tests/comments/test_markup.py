"""What authors may write and how it shows, and that nothing harmful comes out."""

import sys
from collections.abc import Callable
from importlib.metadata import version
from types import FrameType
from typing import Any

import pytest

from chalicelib.comments.markup import MOST_LEVELS, RENDERER, render, sanitised
from tests.abuse.elements import Found, is_harmless
from tests.abuse.markup_inputs import ALERT, CONFUSING, HEAVY, INPUTS, MOST_CHARACTERS, SCRIPTS, filled

REL = 'rel="nofollow ugc noopener"'


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("One.", "<p>One.</p>"),
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("One.\r\n\r\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("One,\ntwo.", "<p>One,<br>\ntwo.</p>"),
        ("*a* _b_", "<p><em>a</em> <em>b</em></p>"),
        ("**a** __b__", "<p><strong>a</strong> <strong>b</strong></p>"),
        ("***a***", "<p><em><strong>a</strong></em></p>"),
        ("snake_case_name 2*3*4", "<p>snake_case_name 2<em>3</em>4</p>"),
        ("`a *b* <c>`", "<p><code>a *b* &lt;c&gt;</code></p>"),
        ("```\na\n  b\n```", "<pre><code>a\n  b\n</code></pre>"),
        ("~~~python\na\n~~~", "<pre><code>a\n</code></pre>"),
        ("    a\n\n    b", "<pre><code>a\n\nb\n</code></pre>"),
        ("> a\n> b", "<blockquote>\n<p>a<br>\nb</p>\n</blockquote>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("2024. A year.", '<ol start="2024">\n<li>A year.</li>\n</ol>'),
        ("[a](https://a.example/x)", f'<p><a href="https://a.example/x" {REL}>a</a></p>'),
        ('[a](http://a.example "t")', f'<p><a href="http://a.example" {REL}>a</a></p>'),
        ("<https://a.example>", f'<p><a href="https://a.example" {REL}>https://a.example</a></p>'),
        (
            "See https://a.example/x_y_.",
            f'<p>See <a href="https://a.example/x_y_" {REL}>https://a.example/x_y_</a>.</p>',
        ),
        ("(http://a.example/b)", f'<p>(<a href="http://a.example/b" {REL}>http://a.example/b</a>)</p>'),
        ("HTTPS://A.example", f'<p><a href="HTTPS://A.example" {REL}>HTTPS://A.example</a></p>'),
        (r"\*a\*", "<p>*a*</p>"),
        ("", ""),
        (" \n\t\n ", ""),
    ],
)
def test_a_conversations_markdown_is_rendered(body: str, html: str) -> None:
    assert render(body) == html


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("# a", "<p># a</p>"),
        ("a\n===", "<p>a<br>\n===</p>"),
        ("a\n\n---", "<p>a</p>\n<p>---</p>"),
        ("* * *", "<p>***</p>"),
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>"),
        ("<!-- a -->", "<p>&lt;!-- a --&gt;</p>"),
        ("&copy; &amp; <3", "<p>&amp;copy; &amp;amp; &lt;3</p>"),
        ("|a|\n|-|\n|b|", "<p>|a|<br>\n|-|<br>\n|b|</p>"),
        ("~~a~~", "<p>~~a~~</p>"),
        ("![a](https://a.example/b.png)", f'<p>!<a href="https://a.example/b.png" {REL}>a</a></p>'),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("[a](mailto:b@c.example)", "<p>[a](mailto:b@c.example)</p>"),
        ("[a](/b)", "<p>[a](/b)</p>"),
        ("[a]: https://a.example", f'<p>[a]: <a href="https://a.example" {REL}>https://a.example</a></p>'),
        ("www.a.example b@c.example ftp://d.example", "<p>www.a.example b@c.example ftp://d.example</p>"),
        ("<b@c.example>", "<p>&lt;b@c.example&gt;</p>"),
    ],
)
def test_all_else_shows_as_it_was_typed(body: str, html: str) -> None:
    assert render(body) == html


def test_an_address_shows_as_typed_and_not_as_the_letters_it_imitates() -> None:
    assert Found(render("http://xn--80ak6aa92e.com/%D0%B0")).text == "http://xn--80ak6aa92e.com/%D0%B0"


@pytest.mark.parametrize(("sign", "levels"), [("> ", MOST_LEVELS), ("- ", MOST_LEVELS // 2)])
def test_what_is_nested_too_deep_shows_as_text(sign: str, levels: int) -> None:
    found = Found(render(sign * 100 + "deep"))

    assert sum(tag in {"blockquote", "ul"} for tag, _ in found.elements) == levels
    assert found.text.strip() == sign * (100 - levels) + "deep"


@pytest.mark.parametrize("body", INPUTS)
def test_nothing_harmful_comes_out(body: str) -> None:
    assert is_harmless(render(body))


@pytest.mark.parametrize("body", [body for body in SCRIPTS if ALERT in body and not body.startswith("```")])
def test_a_script_is_read_as_text(body: str) -> None:
    assert ALERT in Found(render(body)).text


@pytest.mark.parametrize("html", [*SCRIPTS, *CONFUSING])
def test_the_sanitiser_stands_alone(html: str) -> None:
    assert is_harmless(sanitised(html))


@pytest.mark.parametrize("body", [*HEAVY, *CONFUSING])
def test_html_grows_no_faster_than_its_text(body: str) -> None:
    assert len(render(body)) <= 12 * len(body) + 100


@pytest.mark.parametrize("body", HEAVY)
def test_work_grows_no_faster_than_its_text(body: str) -> None:
    assert _calls(lambda: render(body)) <= 250 * MOST_CHARACTERS


@pytest.mark.parametrize("body", HEAVY)
def test_heavy_inputs_are_as_long_as_a_body_may_be(body: str) -> None:
    assert MOST_CHARACTERS * 0.9 <= len(body) <= MOST_CHARACTERS


def test_the_longest_plain_text_is_one_paragraph() -> None:
    body = filled("word ").strip()

    assert render(body) == f"<p>{body}</p>"


def test_the_renderers_version_names_its_libraries_major_versions() -> None:
    libraries = [(name, version(name).partition(".")[0]) for name in ("markdown-it-py", "linkify-it-py", "nh3")]

    assert RENDERER.partition(" ")[2] == " ".join(f"{name}/{major}" for name, major in libraries)


def _calls(work: Callable[[], object]) -> int:
    count = 0

    def called(_frame: FrameType, _event: str, _argument: Any) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
