"""The embed's files: one for each module that the loader imports, with all that it imports itself, and the words of one language.

The source is native modules. Of these the bundler takes what they use: imports by name from a file beside them, one a line, and
of JSON and CSS by `with { type }`; `export` before a declaration, or of what was imported at the end. Names are shared in a
bundle, so they must differ.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from cli.local.child import ROOT
from cli.web import shorten
from cli.web.modules import EXPORT, BundleError

SOURCE = ROOT / "chalicelib" / "web" / "embed"

GROUPS: Mapping[str, tuple[str, ...]] = {
    "counts": ("counts",),
    "thread": ("counts.comment_count", "thread"),
    "later": ("later", "thread.cancel"),
    "lists": ("counts", "lists", "thread.retry"),
}
"""The modules that the loader imports, each with the groups of words in it, or one word of another group."""

_IMPORT = re.compile(r"^import (?P<names>.+) from '\./(?P<file>[\w./-]+)'(?: with \{ type: '\w+' \})?;\n", re.MULTILINE)
_DECLARED = re.compile(r"^(?:export )?(?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)


def languages() -> list[str]:
    """Answer the languages that there are words in."""
    return sorted(path.stem for path in (SOURCE / "words").glob("*.json"))


def bundles() -> Iterator[tuple[str, str]]:
    """Answer all files by name, minified; the loader's still without its version."""
    loader = (SOURCE / "loader.js").read_text(encoding="utf-8")
    yield "embed.js", shorten.script(loader.replace("{languages}", " ".join(languages())))
    for module, groups in GROUPS.items():
        for language in languages():
            yield f"{module}-{language}.js", bundle(module, words_of(language, groups))


def words_of(language: str, groups: Iterable[str]) -> dict[str, object]:
    """Answer the words of these groups in one language."""
    found = json.loads((SOURCE / "words" / f"{language}.json").read_text(encoding="utf-8"))
    named = [group.partition(".") for group in groups]
    return {name: text for group, _, one in named for name, text in found[group].items() if one in {"", name}}


def bundle(module: str, words: Mapping[str, object]) -> str:
    """Answer a module with all that it imports, in the order in which a browser would run it. It exports what the module does itself.

    Words come last, which nothing needs before the module is called: after the code they are compressed best.
    """
    found = dict(_parts(f"{module}.js", words, set()))
    parts = dict(sorted(found.items(), key=lambda part: part[0].endswith(".json")))
    declared = Counter(name for text in parts.values() for name in _DECLARED.findall(text))
    if twice := [name for name, count in declared.items() if count > 1]:
        raise BundleError(f"{module}.js: declared twice in what it imports: {', '.join(twice)}.")
    exported = EXPORT.findall(parts[f"{module}.js"])
    own = f"export {{ {', '.join(exported)} }};" if exported else ""
    return shorten.script("\n".join([*(EXPORT.sub("", part) for part in parts.values()), own]))


def _parts(file: str, words: Mapping[str, object], seen: set[str]) -> Iterator[tuple[str, str]]:
    if file in seen:
        return
    seen.add(file)
    text = (SOURCE / file).read_text(encoding="utf-8")
    for names, imported in _IMPORT.findall(text):
        if imported.endswith(".js"):
            yield from _parts(imported, words, seen)
        elif imported not in seen:
            seen.add(imported)
            yield imported, _constant(names, imported, words)
    yield file, _IMPORT.sub("", text)


def _key(name: str) -> str:
    return name if name.isidentifier() else shorten.data(name)


def _constant(name: str, file: str, words: Mapping[str, object]) -> str:
    if file.endswith(".json"):
        return f"const {name} = {{{','.join(f'{_key(key)}:{shorten.data(text)}' for key, text in words.items())}}};"
    style = shorten.style((SOURCE / file).read_text(encoding="utf-8"))
    return f"const {name} = new CSSStyleSheet();\n{name}.replaceSync(`{style}`);"
