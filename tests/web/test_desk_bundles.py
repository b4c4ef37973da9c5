"""The moderator page's bundles: what each holds, and what the bundler does not take."""

import re
import shutil
from pathlib import Path

import pytest

from chalicelib.web.built import DESK
from cli.web.desk import BUNDLES, FIRST, SOURCE, bundles
from cli.web.modules import BundleError


def scripts() -> dict[str, str]:
    return {name: DESK.content(name, None).decode() for name in BUNDLES}


def test_every_module_is_in_one_bundle() -> None:
    modules = {path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.js")}

    held = [re.findall(r"\bconst (m_\w+)=\(\(\)=>\{", text) for text in scripts().values()]

    names = sorted(name for some in held for name in some)
    assert names == sorted("m_" + re.sub(r"\W", "_", module.removesuffix(".js")) for module in modules)


def test_all_but_the_first_take_from_the_first_alone() -> None:
    for name, text in scripts().items():
        assert re.findall(r"\bfrom'([^']+)'", text) == ([] if name == FIRST else [f"./{FIRST}"])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("export default 1;\n", "views/log.js: the bundler does not take: export default 1;"),
        ("import './dom.js';\n", "views/log.js: the bundler does not take: import './dom.js';"),
        ("export let count = 0;\n", "views/log.js: the bundler does not take: export let count = 0;"),
        ("import { view } from './log.js';\n", "views/log.js: imports itself, over views/log.js."),
        ("import('./none.js');\n", "views/none.js: is imported later, and in no bundle."),
        ("import { chart } from '../chart.js';\n", "In two bundles, and so there twice: chartist.js, chart.js."),
    ],
)
def test_what_the_bundler_does_not_take_is_refused_by_name(tmp_path: Path, text: str, why: str) -> None:
    source = shutil.copytree(SOURCE, tmp_path / "source")
    (source / "views" / "log.js").write_text(text, encoding="utf-8")

    with pytest.raises(BundleError, match=re.escape(why)):
        dict(bundles(source))
