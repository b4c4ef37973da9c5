"""A page that many read at once is read from the table only now and then."""

from dataclasses import dataclass

import pytest

from chalicelib.comments.hot import HOT_FROM, KEPT_FOR, HotAnswers


@dataclass
class Seconds:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Reader:
    answers: HotAnswers[int]
    reads: int = 0

    def ask(self, question: str = "page") -> int:
        return self.answers.answer(question, self.read)

    def read(self) -> int:
        self.reads += 1
        return self.reads


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def reader(seconds: Seconds) -> Reader:
    return Reader(HotAnswers(seconds))


def test_a_page_that_few_read_is_read_anew_each_time(reader: Reader) -> None:
    assert [reader.ask() for _ in range(HOT_FROM)] == [1, 2, 3, 4]


def test_a_page_that_many_read_is_answered_from_the_process(reader: Reader) -> None:
    assert [reader.ask() for _ in range(100)][-1] == HOT_FROM
    assert reader.reads == HOT_FROM


def test_an_answer_is_at_most_two_seconds_old(reader: Reader, seconds: Seconds) -> None:
    for _ in range(100):
        reader.ask()

    seconds.now += KEPT_FOR
    assert reader.ask() == HOT_FROM + 1


def test_at_any_rate_a_page_is_read_so_often_and_no_more(reader: Reader, seconds: Seconds) -> None:
    for _ in range(1000):
        reader.ask()
        seconds.now += 0.01

    assert reader.reads == 10 / KEPT_FOR * HOT_FROM


def test_pages_are_hot_each_by_itself(reader: Reader) -> None:
    for _ in range(100):
        reader.ask()

    assert reader.ask("another") == HOT_FROM + 1


def test_what_is_kept_is_bounded(reader: Reader) -> None:
    for number in range(1000):
        reader.ask(str(number))

    assert len(reader.answers._kept) == 100


def test_a_failed_read_leaves_nothing_behind(reader: Reader) -> None:
    def fail() -> int:
        raise ValueError("no answer")

    with pytest.raises(ValueError, match="no answer"):
        reader.answers.answer("page", fail)

    assert reader.ask() == 1
