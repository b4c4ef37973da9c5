"""Whatever is sent as a referrer has one host or none; and however the stream brings its batches again, each view is counted once."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.referrers.hosts import MOST_CHARACTERS, host_of
from chalicelib.referrers.models import MOST_BATCHES, MOST_HOSTS, Day, Told

ORIGINS = ("https://news.example", "https://www.xn--bcher-kva.example:8443")
HOSTS = 3 * MOST_HOSTS

labels = st.text(st.sampled_from("aZ9-_.ßü。日\u0301%wW"), max_size=12)
referrers = st.one_of(
    st.text(max_size=200),
    st.builds("{}://{}.{}{}".format, st.sampled_from(["http", "HTTPS", "ftp"]), labels, labels, st.text(max_size=9)),
)
deliveries = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 40)), max_size=MOST_BATCHES)
"""Which part of the stream goes on, from how many batches before, and by how many views farther than ever."""


@given(referrers)
def test_a_host_is_its_own_host_and_none_of_the_sites(referrer: str) -> None:
    host = host_of(referrer, ORIGINS)

    assert host is None or host_of(f"https://{host}/", ORIGINS) == host
    assert host is None or (host == host.lower() and host.isascii() and len(host) <= MOST_CHARACTERS)
    assert host not in {"news.example", "xn--bcher-kva.example"}


@given(deliveries)
def test_each_view_is_counted_once_wherever_a_batch_begins_anew(batches: list[tuple[int, int, int]]) -> None:
    day, begun, reached = Day(), {part: [0] for part in range(3)}, Counter[int]()
    for part, back, more in batches:
        start = [*begun[part], reached[part]][-1 - min(back, len(begun[part]))]
        reached[part] += more
        day = day.plus([_told(part, view) for view in range(start, reached[part])])
        begun[part].append(start)

    assert sum(day.hosts.values()) + day.other_count == reached.total()
    assert len(day.hosts) <= MOST_HOSTS


@given(st.lists(st.integers(0, HOSTS), max_size=1000))
def test_no_host_has_more_views_than_came_from_it(came: list[int]) -> None:
    day = Day()
    for number, host in enumerate(came):
        day = day.plus([Told(host=f"{host}.example", day="", site="", id=f"{number}")])

    counts = Counter(f"{host}.example" for host in came)
    assert all(count <= counts[host] for host, count in day.hosts.items())
    assert sum(day.hosts.values()) + day.other_count == len(came)


def _told(part: int, view: int) -> Told:
    return Told(host=f"{view % 5}.example", day="2026-03-14", site="demo", id=f"{part} {view}")
