"""What a file of views says, line by line, and why lines are refused."""

from pathlib import Path

import pytest

from chalicelib.bootstrap import Services
from chalicelib.errors import InvalidRequest
from chalicelib.imports.lines import MOST_VIEWS, REASONS, opened, read_views
from chalicelib.imports.models import Line, Refusal
from chalicelib.imports.tally import Tally
from tests.conftest import SITE
from tests.test_docs import DOCS, below, rows, words


@pytest.fixture
def read(services: Services, tmp_path: Path) -> "Read":
    return Read(services, tmp_path / "views.csv")


class Read:
    """Reads a file of these bytes."""

    def __init__(self, services: Services, file: Path) -> None:
        self._services = services
        self._file = file

    def __call__(self, content: bytes) -> list[Line | Refusal]:
        self._file.write_bytes(content)
        with opened(self._file) as text:
            return list(read_views(self._services.sites.get(SITE), text))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"page,views\n/a,12\n/b?p=1,3\n", id="plain"),
        pytest.param(b"\xef\xbb\xbfpage,views\r\n/a,12\r\n/b?p=1,3\r\n", id="as a spreadsheet writes it"),
        pytest.param(b"page;views\n/a;12\n/b?p=1;3", id="with semicolons, without a last line break"),
        pytest.param(b"page\tviews\n/a\t12\n/b?p=1\t3\n", id="with tabs"),
        pytest.param(b'"Page","Views"\n"/a","12"\n"/b?p=1","3"\n', id="quoted"),
        pytest.param(b'title, VIEWS ,page\n"A, b",12,/a\n,3,/b?p=1,more\n', id="with other columns"),
    ],
)
def test_a_file_is_read_in_any_of_its_forms(read: Read, content: bytes) -> None:
    assert read(content) == [Line(2, "/a", 12), Line(3, "/b?p=1", 3)]


def test_pages_are_named_as_everywhere(read: Read) -> None:
    found = read("page,views\nhttps://www.news.example/ä/?utm_source=x,1\n 2026/a ,2\nid:post-7, 3 \n".encode())

    assert found == [Line(2, "/%C3%A4", 1), Line(3, "/2026/a", 2), Line(4, "id:post-7", 3)]


def test_lines_keep_their_numbers_behind_empty_ones_and_line_breaks_in_quotes(read: Read) -> None:
    assert read(b'page,title,views\n\n/a,"One\nTwo",1\n/b,x,2\n') == [Line(3, "/a", 1), Line(5, "/b", 2)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"https://elsewhere.example/a,1", "page_not_on_site"),
        (b",1", "invalid_page"),
        (b"null,1", "invalid_page"),
        (b"/" + b"a" * 1024 + b",1", "invalid_page"),
        (b"/caf\xe9,1", "not_utf8"),
        (b"/a", "not_a_number"),
        (b"/a,", "not_a_number"),
        (b"/a,many", "not_a_number"),
        (b"/a,1.5", "not_a_number"),
        (b'/a,"1,200"', "not_a_number"),
        ("/a,١٢".encode(), "not_a_number"),
        (b"/a,--1", "not_a_number"),
        (b"/a,-1", "negative"),
        (f"/a,{MOST_VIEWS + 1}".encode(), "too_many_views"),
        (b"/a," + b"9" * 5000, "too_many_views"),
        (b'"/a"x,1', "unreadable"),
    ],
)
def test_a_line_that_cannot_be_used_is_refused_by_itself(read: Read, line: bytes, code: str) -> None:
    before, refused, after = read(b"page,views\n/before,1\n" + line + b"\n/after,2\n")

    assert (before, after) == (Line(2, "/before", 1), Line(4, "/after", 2))
    assert isinstance(refused, Refusal)
    assert (refused.number, refused.code) == (3, code)
    assert refused.message.endswith(".")
    refused.page.encode()


def test_a_quote_that_stays_open_is_refused_with_the_lines_it_takes(read: Read) -> None:
    assert read(b'page,views\n/a,1\n"/b,1\n/c,1\n') == [
        Line(2, "/a", 1),
        Refusal(3, "", "unreadable", "It cannot be read as CSV: unexpected end of data, up to line 4."),
    ]


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"/a,1\n", b"page\n/a\n", b'"page,views\n', "page,views\n/a,1".encode("utf-16")]
)
def test_a_file_without_the_names_of_its_columns_is_refused_whole(read: Read, content: bytes) -> None:
    with pytest.raises(InvalidRequest, match="its first line must name the columns, `page` and `views`"):
        read(content)


def test_lines_of_one_page_are_added_up_and_told_by_the_first_of_them() -> None:
    with Tally() as tally:
        for line in (Line(2, "/b", 1), Line(3, "/a", 2), Line(4, "/b", 3), Line(5, "/c", 4)):
            tally.add(line)

        assert len(tally) == 3
        assert list(tally.parts(2)) == [[Line(3, "/a", 2), Line(2, "/b", 4)], [Line(5, "/c", 4)]]


def test_a_page_with_too_many_views_in_all_is_refused() -> None:
    with Tally() as tally:
        for line in (Line(2, "/a", MOST_VIEWS), Line(3, "/b", MOST_VIEWS), Line(4, "/a", 1)):
            tally.add(line)

        assert [(one.number, one.page, one.code) for one in tally.without_too_many()] == [(2, "/a", "too_many_views")]
        assert list(tally.parts(9)) == [[Line(3, "/b", MOST_VIEWS)]]


def test_every_reason_for_a_refusal_is_documented() -> None:
    documented = {words(row[0])[0] for row in rows(below(DOCS["import.md"], "## Lines that are refused"))}

    assert documented == {*REASONS, "invalid_page", "page_not_on_site"}
