"""What a browser finds in a piece of HTML: its elements with their attributes, and its text."""

from html.parser import HTMLParser


class Found(HTMLParser):
    """The elements and the text of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.others: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        self.others.append(decl)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)


def is_harmless(html: str) -> bool:
    """Tell whether `html` holds nothing but what comments may hold."""
    found = Found(html)
    return not found.others and all(_is_allowed(tag, attributes) for tag, attributes in found.elements)


def _is_allowed(tag: str, attributes: dict[str, str | None]) -> bool:
    if tag == "a":
        href = attributes.pop("href", None)
        return attributes == {"rel": "nofollow ugc noopener"} and (href is None or _is_web(href))
    if tag == "ol":
        return not attributes or (attributes.keys() == {"start"} and (attributes["start"] or "").isdecimal())
    plain = {"p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "li"}
    return tag in plain and not attributes


def _is_web(href: str) -> bool:
    return href.lower().startswith(("http://", "https://"))
