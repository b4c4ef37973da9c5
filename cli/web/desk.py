"""The moderator page's files: few bundles, since on a slow line each further round trip is what a moderator waits for.

The source is native modules. Of these the bundler takes what they use: imports by name, or of all (`* as`), from a file, one a line;
`export` before a declaration; and `import('./file.js')` of a module that is wanted later. A bundle holds the modules named here and what
they import, each in a function of its own, so that names may repeat; it takes from `main.js` what is there already.
"""

import json
import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from cli.local.child import ROOT
from cli.web import shorten
from cli.web.modules import EXPORT, BundleError

SOURCE = ROOT / "chalicelib" / "web" / "moderate"

FIRST = "main.js"
BUNDLES: Mapping[str, tuple[str, ...]] = {
    FIRST: ("main.js", "views/queue.js", "entries.js"),
    "overview.js": ("views/start.js", "chart.js"),
    "office.js": tuple(f"views/{name}.js" for name in ("authors", "pages", "blocks", "log", "settings", "tokens")),
}
"""The bundles, each with the modules that somebody asks it for. What two others need is in the first."""

_IMPORT = re.compile(r"^import (?P<names>\{ .+ \}|\* as \w+) from '(?P<file>\.{1,2}/[\w./-]+)';\n", re.MULTILINE)
_LATER = re.compile(r"\bimport\('(?P<file>\.{1,2}/[\w./-]+)'\)")
_EXPORTED_AT_THE_END = re.compile(r"\bexport\s*\{(?P<names>[^}]+)\};?\s*\Z")
_LEFT = re.compile(r"^(?:import|export)\b.*|\bexport\s*\{.*", re.MULTILINE)
_ALL = "* as "


def bundles(source: Path = SOURCE) -> Iterator[tuple[str, str]]:
    """Answer all files by name, shortened; the page's still without its version. Raises `BundleError`."""
    yield "index.html", (source / "index.html").read_text(encoding="utf-8")
    yield "moderate.css", shorten.style((source / "moderate.css").read_text(encoding="utf-8"))
    for path in sorted((source / "locales").glob("*.json")):
        yield path.name, shorten.data(json.loads(path.read_text(encoding="utf-8")))
    first = _Bundle(FIRST, source)
    made = [first, *(_Bundle(name, source, frozenset(first.modules)) for name in BUNDLES if name != FIRST)]
    held = Counter(module for bundle in made for module in bundle.modules)
    if twice := [module for module, count in held.items() if count > 1]:
        raise BundleError(f"In two bundles, and so there twice: {', '.join(twice)}.")
    yield from ((bundle.name, bundle.text()) for bundle in made)


@dataclass
class _Bundle:
    """One bundle, with its modules in the order in which a browser would run them."""

    name: str
    source: Path
    there: frozenset[str] = frozenset()
    modules: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for module in BUNDLES[self.name]:
            self._add(module, ())

    def text(self) -> str:
        """Answer the bundle as it is served. It exports what others may take of it: the first all modules, others those asked for."""
        exported = self.modules if self.name == FIRST else BUNDLES[self.name]
        taken = f"import {{ {', '.join(sorted(map(_variable, self.taken)))} }} from './{FIRST}';" if self.taken else ""
        given = f"export {{ {', '.join(map(_variable, exported))} }};"
        return shorten.script("\n".join([taken, *self.modules.values(), given]))

    def _add(self, module: str, within: tuple[str, ...]) -> None:
        if module in within:
            raise BundleError(f"{module}: imports itself, over {', '.join(within)}.")
        if module in self.modules:
            return
        if module in self.there:
            self.taken.add(module)
            return
        text = (self.source / module).read_text(encoding="utf-8")
        for _, file in _IMPORT.findall(text):
            self._add(_resolved(file, module), (*within, module))
        self.modules[module] = self._function(module, text)

    def _function(self, module: str, text: str) -> str:
        """Answer a module as a constant: what a function answers that has the module's text in it."""
        exported = ", ".join(EXPORT.findall(text))
        if at_the_end := _EXPORTED_AT_THE_END.search(text):  # of what was bundled before, under shortened names
            exported = re.sub(r"(\w+) as (\w+)", r"\2: \1", at_the_end["names"])
        text = _EXPORTED_AT_THE_END.sub("", EXPORT.sub("", text))
        text = _IMPORT.sub(lambda found: _import(found, module), text)
        text = _LATER.sub(lambda found: self._later(_resolved(found["file"], module)), text)
        if found := _LEFT.search(text):
            raise BundleError(f"{module}: the bundler does not take: {found[0]}")
        return f"const {_variable(module)} = (() => {{\n{text}\nreturn {{ {exported} }};\n}})();"

    def _later(self, module: str) -> str:
        if module in BUNDLES[self.name]:
            return f"Promise.resolve().then(() => {_variable(module)})"  # which need not have run yet
        for name, modules in BUNDLES.items():
            if module in modules:
                return f"import('./{name}').then((bundle) => bundle.{_variable(module)})"
        raise BundleError(f"{module}: is imported later, and in no bundle.")


def _import(found: re.Match[str], module: str) -> str:
    names = (
        found["names"].replace(" as ", ": ") if found["names"].startswith("{") else found["names"].removeprefix(_ALL)
    )
    return f"const {names} = {_variable(_resolved(found['file'], module))};\n"


def _resolved(file: str, module: str) -> str:
    return posixpath.normpath(PurePosixPath(module).parent / file)


def _variable(module: str) -> str:
    return "m_" + re.sub(r"\W", "_", module.removesuffix(".js"))
