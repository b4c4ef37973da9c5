"""Feeds come from where all the world can reach, in whatever way an address is written."""

from ipaddress import ip_address

import pytest

from chalicelib.bootstrap import build
from chalicelib.config import Settings
from chalicelib.posts.addresses import Rule, allowed, is_global, is_global_or_loopback, resolve
from chalicelib.posts.fetch import Fetcher


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "64:ff9b::5db8:d822"])
def test_an_address_of_the_world_is_allowed(address: str) -> None:
    assert is_global(ip_address(address))
    assert is_global_or_loopback(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("0.0.0.0", id="this network"),  # noqa: S104 - that is refused here
        pytest.param("10.1.2.3", id="private"),
        pytest.param("172.16.0.1", id="private too"),
        pytest.param("192.168.1.1", id="at home"),
        pytest.param("100.64.0.1", id="shared by a carrier"),
        pytest.param("169.254.169.254", id="metadata of a cloud"),
        pytest.param("169.254.170.2", id="credentials of a container"),
        pytest.param("192.0.2.1", id="documentation"),
        pytest.param("198.18.0.1", id="benchmarks"),
        pytest.param("224.0.0.1", id="multicast"),
        pytest.param("240.0.0.1", id="reserved"),
        pytest.param("255.255.255.255", id="broadcast"),
        pytest.param("::", id="unspecified"),
        pytest.param("fe80::1", id="link-local"),
        pytest.param("fe80::1%eth0", id="link-local of an interface"),
        pytest.param("fd00:ec2::254", id="metadata by IPv6"),
        pytest.param("fec0::1", id="site-local"),
        pytest.param("ff02::1", id="multicast by IPv6"),
        pytest.param("2001:db8::1", id="documentation by IPv6"),
        pytest.param("::ffff:10.0.0.1", id="mapped"),
        pytest.param("::ffff:169.254.169.254", id="metadata, mapped"),
        pytest.param("::10.0.0.1", id="compatible"),
        pytest.param("64:ff9b::169.254.169.254", id="metadata, translated"),
        pytest.param("2002:a9fe:a9fe::1", id="metadata by 6to4"),
        pytest.param("2001:0:4136:e378:8000:63bf:5601:5601", id="metadata by Teredo"),
    ],
)
def test_any_other_address_is_not(address: str) -> None:
    assert not is_global(ip_address(address))
    assert not is_global_or_loopback(ip_address(address))


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_not_of_the_world(address: str) -> None:
    assert not is_global(ip_address(address))
    assert allowed([address], is_global) == []


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_loopback_is_allowed_where_the_service_is_local(address: str) -> None:
    assert allowed([address, "10.0.0.1"], is_global_or_loopback) == [address]


@pytest.mark.parametrize(
    ("endpoint", "is_local"),
    [
        (None, False),
        ("http://127.0.0.1:4566", True),
        ("http://localhost:4566", True),
        ("https://vpce-1.dynamodb.eu-west-1.vpce.amazonaws.com", False),
        ("https://dynamodb.eu-west-1.amazonaws.com/127.0.0.1", False),
        ("http://127.0.0.1.evil.example", False),
        ("http://127.0.0.1@evil.example", False),
    ],
)
def test_a_service_is_local_whose_table_is_on_this_machine(endpoint: str | None, *, is_local: bool) -> None:
    assert Settings(endpoint=endpoint).is_local == is_local


@pytest.mark.parametrize(
    ("endpoint", "rule"), [(None, is_global), ("http://127.0.0.1:4566", is_global_or_loopback)], ids=["AWS", "local"]
)
def test_the_service_reads_feeds_by_the_rule_of_where_it_runs(endpoint: str | None, rule: Rule) -> None:
    services = build(Settings(endpoint=endpoint))

    assert isinstance(services.upkeep.feeds._fetch, Fetcher)
    assert services.upkeep.feeds._fetch.rule is rule


def test_the_system_is_asked_for_each_address_once() -> None:
    assert resolve("127.0.0.1", 80) == ["127.0.0.1"]
