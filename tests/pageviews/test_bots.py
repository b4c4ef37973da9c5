"""Bots are told from browsers."""

from pathlib import Path

import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA

from chalicelib.pageviews.bots import MOST_CHARACTERS, is_bot

ANDROID = "Mozilla/5.0 (Linux; Android 14; {device}) AppleWebKit/537.36 (KHTML, like Gecko) "
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/{webkit} (KHTML, like Gecko) "
ANDROID_10 = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
FACEBOOK_IOS = "[FBAN/FBIOS;FBAV/480.0.0.38.110;FBBV/640000000;FBDV/iPhone15,3;FBMD/iPhone;FBSN/iOS;FBSV/17.6.1;FBSS/3]"
FACEBOOK_ANDROID = "[FB_IAB/FB4A;FBAV/480.0.0.54.88;IABMV/1;]"
INSTAGRAM_IOS = "Instagram 346.0.0.21.90 (iPhone15,3; iOS 17_6_1; en_GB; en; scale=3.00; 1290x2796; 632000000)"
INSTAGRAM_ANDROID = "Instagram 346.1.0.46.89 Android (34/14; 420dpi; 1080x2340; samsung; SM-S911B; dm1q; qcom; de_DE)"

MOST_USED = [
    line
    for line in Path(__file__).with_name("browsers.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
"""Of browsers by another list; the file says which."""

BROWSERS = [
    # desktops
    WINDOWS + "Chrome/131.0.0.0 Safari/537.36",
    WINDOWS + "Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
    WINDOWS + "Chrome/130.0.0.0 Safari/537.36 OPR/115.0.0.0",
    WINDOWS + "Chrome/130.0.0.0 Safari/537.36 Vivaldi/7.0.3495.11",
    WINDOWS + "Chrome/128.0.0.0 YaBrowser/24.10.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0",
    "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
    MAC.format(webkit="605.1.15") + "Version/18.1 Safari/605.1.15",
    MAC.format(webkit="537.36") + "Chrome/131.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:133.0) Gecko/20100101 Firefox/133.0",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    # phones and tablets
    ANDROID_10 + "Chrome/131.0.0.0 Mobile Safari/537.36",
    ANDROID.format(device="SM-S928B") + "SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
    ANDROID.format(device="CUBOT X30") + "Chrome/131.0.0.0 Mobile Safari/537.36",
    ANDROID_10 + "Chrome/130.0.0.0 Mobile Safari/537.36 EdgA/130.0.0.0",
    ANDROID.format(device="Redmi Note 12")
    + "Version/4.0 Chrome/125.0.0.0 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.20",
    "Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0",
    IPHONE + "Version/17.6 Mobile/15E148 Safari/604.1",
    IPHONE + "CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1",
    IPHONE + "FxiOS/133.0 Mobile/15E148 Safari/605.1.15",
    IPHONE + "DuckDuckGo/7 Mobile/15E148",
    "Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/604.1",
    # inside other apps
    IPHONE + "Mobile/15E148 " + FACEBOOK_IOS,
    ANDROID.format(device="SM-A546B; wv") + f"Version/4.0 Chrome/131.0.0.0 Mobile Safari/537.36 {FACEBOOK_ANDROID}",
    IPHONE + f"Mobile/15E148 {INSTAGRAM_IOS}",
    ANDROID.format(device="SM-S911B; wv") + f"Version/4.0 Chrome/131.0.0.0 Mobile Safari/537.36 {INSTAGRAM_ANDROID}",
    IPHONE + "Mobile/15E148 Safari Line/14.18.1",
    IPHONE + "Mobile/15E148 MicroMessenger/8.0.53(0x18003531) NetType/WIFI Language/en",
    IPHONE + "GSA/340.3.692417028 Mobile/15E148 Safari/604.1",
    ANDROID.format(device="Pixel 8; wv") + "Version/4.0 Chrome/131.0.0.0 Mobile Safari/537.36 GSA/15.47",
    ANDROID.format(device="Pixel 8; wv")
    + "Version/4.0 Chrome/131.0.0.0 Mobile Safari/537.36 trill_370204 BytedanceWebview",
    IPHONE + "Mobile/15E148 [LinkedInApp]/9.30.1234",
    # televisions and consoles
    "Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0) AppleWebKit/537.36 (KHTML, like Gecko) Version/7.0 TV Safari/537.36",
    "Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/108.0.0.0 Safari/537.36 WebAppManager",
    "Mozilla/5.0 (PlayStation; PlayStation 5/9.60) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15",
    "Mozilla/5.0 (Linux; Android 9; AFTKA) AppleWebKit/537.36 (KHTML, like Gecko) Silk/126.3.1 like Chrome/126.0.0.0 Safari/537.36",
]


@pytest.mark.parametrize("user_agent", BROWSERS)
def test_a_browser_is_no_bot(user_agent: str) -> None:
    assert not is_bot(user_agent)


@pytest.mark.parametrize(
    "user_agent",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        ANDROID_10
        + "Chrome/131.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "curl/8.5.0",
        "python-requests/2.32.3",
        "Go-http-client/2.0",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36",
    ],
)
def test_a_known_bot_is_one(user_agent: str) -> None:
    assert is_bot(user_agent)


@pytest.mark.parametrize("user_agent", [None, "", "  ", "\t"])
def test_who_does_not_say_what_it_is_is_a_bot(user_agent: str | None) -> None:
    assert is_bot(user_agent)


def test_the_lists_own_examples_are_recognised() -> None:
    examples = [example for entry in CRAWLER_USER_AGENTS_DATA for example in entry.get("instances", [])]
    recognised = [example for example in examples if is_bot(example)]

    assert len(examples) > 1_000
    assert len(recognised) >= 0.99 * len(examples)


def test_none_of_the_hundred_most_used_browsers_by_another_list_is_refused() -> None:
    assert len(set(MOST_USED)) == 100
    assert [user_agent for user_agent in MOST_USED if is_bot(user_agent)] == []


def test_only_the_beginning_of_a_very_long_user_agent_is_looked_at() -> None:
    assert is_bot("Googlebot/2.1 ".ljust(100_000, "x"))
    assert not is_bot(BROWSERS[0].ljust(MOST_CHARACTERS) + "Googlebot/2.1")
