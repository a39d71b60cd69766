"""Copies what we ship out of node_modules and builds the two style sheets; users never run it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

STATIC = Path(__file__).parents[1] / "service" / "static"
MODULES = STATIC.parent.parent / "node_modules"
VENDOR = STATIC / "vendor"
LOOK = STATIC / "look"

DESIGN = "@digdir/designsystemet-css"
ASKING = ["button", "field", "input", "fieldset", "error-summary", "validation-message"]
PUBLIC = [*ASKING, "alert", "list", "card", "skip-link"]
ADMIN = [*PUBLIC, "table", "tag", "details", "divider"]
STYLE_SHEETS = {
    "public.css": (PUBLIC, ["tokens", "type", "form", "public"]),
    "admin.css": (ADMIN, ["tokens", "type", "form", "admin", "letters"]),
}
FILES = {
    DESIGN: [f"dist/src/{name}.css" for name in ADMIN],
    "htmx.org": ["dist/htmx.min.js"],
    "lucide-static": [],
}
ICONS = [
    "arrow-down",
    "arrow-left",
    "arrow-right",
    "arrow-up",
    "calendar",
    "check",
    "chevron-down",
    "chevron-right",
    "circle-alert",
    "circle-check",
    "clock",
    "copy",
    "door-open",
    "download",
    "external-link",
    "globe",
    "inbox",
    "info",
    "lamp-desk",
    "list",
    "log-out",
    "mail",
    "mail-open",
    "map-pin",
    "pencil",
    "plus",
    "search",
    "send",
    "settings",
    "trash-2",
    "triangle-alert",
    "undo-2",
    "upload",
    "user",
    "users",
    "x",
]

# Shapes of Designsystemet's components that no page of ours takes; a selector naming one goes.
UNUSED = re.compile(
    r"readonly|read-only|dir\(rtl\)|role=switch|role=button|clickdelegate|click-delegate|affix|counter"
    r"|data-size|ds-card__block|data-fullwidth|data-position|sticky-header|zebra"
    r"|ds-card\S*ds-details|data-variant=outline\]:has|\.ds-skiplink"
)
PUBLIC_UNUSED = re.compile(
    r"indeterminate|:disabled|aria-disabled|aria-busy|data-variant=(tinted|tertiary|default)"
    r"|data-icon|ds-card:where\(a|validation-message\[data-color|fieldset>legend\+p"
)
# Says nothing a browser of the last years needs, or undoes what the shapes above would have done.
NEEDLESS = re.compile(r"^(-moz-|-webkit-print|print-color-adjust$|_is-visible)")


@dataclass
class Rule:
    """A prelude with declarations or with rules inside; `@charset`-like lines do not occur."""

    prelude: str
    declarations: list[tuple[str, str]] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)


def main(check: bool) -> int:
    if MODULES.exists() and not check:
        vendor()
    made = {STATIC / name: style_sheet(name) for name in STYLE_SHEETS}
    if MODULES.exists():
        made[STATIC / "icons.svg"] = sprite()
        made[VENDOR / "manifest.json"] = manifest()
    stale = [path for path, text in made.items() if not path.exists() or path.read_text() != text]
    if check:
        sys.stdout.writelines(f"stale: {path.name}\n" for path in stale)
        return int(bool(stale))
    for path in stale:
        path.write_text(made[path])
    return 0


def vendor() -> None:
    for package, source in sources():
        kept = VENDOR / kept_as(package, source)
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, kept)


def sources() -> Iterator[tuple[str, Path]]:
    for package, names in FILES.items():
        yield from ((package, MODULES / package / name) for name in names)
        yield from ((package, path) for path in (MODULES / package).glob("LICEN[CS]E*"))


def kept_as(package: str, source: Path) -> str:
    """Licences get an ending, so that they travel in the installed package too."""
    return f"{package.split('/')[-1]}/{source.name if source.suffix else source.name + '.txt'}"


def manifest() -> str:
    entries = {}
    for package, source in sources():
        about = json.loads((MODULES / package / "package.json").read_text())
        entries[kept_as(package, source)] = {
            "from": f"{package}@{about['version']}/{source.relative_to(MODULES / package)}",
            "licence": about["license"],
            "sha256": hashlib.sha256(source.read_bytes()).hexdigest(),
        }
    about = json.loads((MODULES / "lucide-static/package.json").read_text())
    entries["../icons.svg"] = {
        "from": f"lucide-static@{about['version']}/icons/{{{','.join(ICONS)}}}.svg",
        "licence": about["license"],
        "sha256": hashlib.sha256(sprite().encode()).hexdigest(),
    }
    return json.dumps(entries, indent=1, sort_keys=True) + "\n"


def sprite() -> str:
    symbols = []
    for name in ICONS:
        drawn = (MODULES / f"lucide-static/icons/{name}.svg").read_text()
        strokes = re.sub(r"\s*\n\s*", "", drawn[drawn.index(">", drawn.index("<svg")) + 1 :])
        strokes = strokes.replace("</svg>", "").replace(" />", "/>")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{strokes}</symbol>\n')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg">\n'
        "<!-- Lucide, ISC: vendor/lucide-static/LICENSE.txt -->\n" + "".join(symbols) + "</svg>\n"
    )


def style_sheet(name: str) -> str:
    components, ours = STYLE_SHEETS[name]
    folder = VENDOR / DESIGN.split("/")[-1]
    unused = [UNUSED] if name == "admin.css" else [UNUSED, PUBLIC_UNUSED]
    theirs = [
        kept
        for part in components
        for rule in parse((folder / f"{part}.css").read_text())
        for kept in without(rule, unused)
    ]
    rules = theirs + [rule for part in ours for rule in parse((LOOK / f"{part}.css").read_text())]
    drop_unread_properties(rules)
    head = "/*! Designsystemet (MIT, vendor/designsystemet-css) and Paadriv, by .ci/look.py */\n"
    return head + "".join(written(rule) for rule in rules) + "\n"


def parse(text: str) -> list[Rule]:
    """Rules of a style sheet; quoted strings and brackets may hold any of our marks."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    root, start, depth = Rule(""), 0, 0
    open_rules = [root]
    for mark in re.finditer(r"\"[^\"]*\"|'[^']*'|[(){};]", text):
        sign, before = mark[0], text[start : mark.start()].strip()
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth or sign not in "{};":
            continue
        if sign == "{":
            open_rules.append(Rule(tight(before)))
            open_rules[-2].rules.append(open_rules[-1])
        elif before:
            name, _, value = before.partition(":")
            open_rules[-1].declarations.append((name.strip(), tight(value)))
        if sign == "}":
            open_rules.pop()
        start = mark.end()
    return root.rules


def tight(text: str) -> str:
    """Space only where CSS reads it; quoted parts stay as they are."""
    parts = re.split(r"(\"[^\"]*\"|'[^']*')", text)
    for at in range(0, len(parts), 2):
        part = re.sub(r"\s+", " ", parts[at])
        part = re.sub(r"\s*([,>~])\s*", r"\1", part)
        parts[at] = re.sub(r"(?<=\()\s+|\s+(?=\))", "", part)
    return "".join(parts).strip()


def without(rule: Rule, unused: list[re.Pattern[str]]) -> Iterator[Rule]:
    """The rule without the shapes we never show; nothing when nothing is left."""
    if rule.prelude.startswith("@keyframes"):
        return
    inner = [kept for each in rule.rules for kept in without(each, unused)]
    prelude = rule.prelude
    if not prelude.startswith("@"):
        prelude = ",".join(one for one in selectors(prelude) if not named(one, unused))
    declarations = [
        (name, value)
        for name, value in rule.declarations
        if not NEEDLESS.search(name) and "_is-visible" not in value and "-moz-" not in value
    ]
    if prelude and (declarations or inner):
        yield Rule(prelude, declarations, inner)


def selectors(prelude: str) -> Iterator[str]:
    depth, start = 0, 0
    for at, sign in enumerate(prelude + ","):
        depth += {"(": 1, ")": -1, "[": 1, "]": -1}.get(sign, 0)
        if sign == "," and not depth:
            yield prelude[start:at]
            start = at + 1


def named(selector: str, unused: list[re.Pattern[str]]) -> bool:
    """What stands inside :not() is an exception, not the shape itself."""
    bare = selector
    while (inside := re.sub(r":not\((?:[^()]|\([^()]*\))*\)", "", bare)) != bare:
        bare = inside
    return any(pattern.search(bare) for pattern in unused)


def drop_unread_properties(rules: list[Rule]) -> None:
    """A custom property nobody reads goes, and then those only it read."""
    while True:
        text = "".join(written(rule) for rule in rules)
        read = set(re.findall(r"var\(\s*(--[\w-]+)", text))
        before = len(text)
        for rule in every(rules):
            rule.declarations = [
                (name, value)
                for name, value in rule.declarations
                if not name.startswith("--") or name in read
            ]
        if len("".join(written(rule) for rule in rules)) == before:
            return


def every(rules: list[Rule]) -> Iterator[Rule]:
    for rule in rules:
        yield rule
        yield from every(rule.rules)


def written(rule: Rule) -> str:
    said = ";".join(f"{name}:{value}" for name, value in rule.declarations)
    inner = "".join(written(each) for each in rule.rules)
    if not said and not inner:
        return ""
    return f"{rule.prelude}{{{said}{';' if said and inner else ''}{inner}}}"


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
