"""What holds of rendered comments for any text."""

from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.comments.markup import render, sanitised
from tests.abuse.elements import Found, is_harmless

pieces = st.sampled_from(
    [
        *(
            "<",
            ">",
            "</",
            "/>",
            "<!--",
            "-->",
            "<script>",
            "<a href=",
            "<img src=x onerror=",
            "style=",
            "'",
            '"',
            "=",
            "&",
        ),
        *(
            "&lt;",
            "&#60;",
            "&colon;",
            "&Tab;",
            ";",
            "[",
            "](",
            ")",
            "![",
            "]",
            ": ",
            "`",
            "```",
            "~~~",
            "*",
            "**",
            "_",
            "#",
        ),
        *(
            "javascript:",
            "JaVaScript:",
            "data:text/html,",
            "vbscript:",
            "http://",
            "https://",
            "//",
            "mailto:",
            "ftp://",
        ),
        *(
            "a",
            "b.example",
            "@",
            "é",
            "\u202e",
            "\u200b",
            "\\",
            "|",
            "|-|",
            "\n",
            "\n\n",
            "\r",
            "\t",
            "    ",
            " ",
            "\x00",
        ),
        *("> ", "- ", "1. ", "+ ", "---", "===", "(", "{", "}", "xn--", "😀"),
    ]
)
bodies = st.lists(pieces, max_size=40).map("".join) | st.text(max_size=60)
words = st.lists(st.text(st.characters(categories=["L"]), min_size=1), min_size=1).map(" ".join)


@given(bodies)
@example("[](http://\x00)")
@example("<http://a\u0300@:>")
def test_any_text_renders_to_the_allowed_elements_and_attributes(body: str) -> None:
    assert is_harmless(render(body))


@given(bodies)
def test_sanitising_again_changes_nothing(body: str) -> None:
    html = render(body)

    assert sanitised(html) == html


@given(bodies)
def test_any_html_is_sanitised_to_the_allowed_elements_and_attributes(html: str) -> None:
    once = sanitised(html)

    assert is_harmless(once)
    assert sanitised(once) == once


@given(words)
def test_plain_words_come_out_as_they_went_in(body: str) -> None:
    assert Found(render(body)).text == body


@given(st.text(st.characters(categories=["L", "P", "S"]), min_size=1))
def test_text_in_inline_code_comes_out_as_it_went_in(body: str) -> None:
    fence = "`" * (body.count("`") + 1)

    assert Found(render(f"{fence} {body} {fence}")).text == body
