"""How each mail program marks a quote, a whole mail below or a signature in its HTML."""

import re

ATTRIBUTE = re.compile(r"(?i)\b(class|id|type|name|style)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
MAX_ATTRIBUTES = 2000

QUOTES = frozenset(
    (
        "moz-cite-prefix",
        "protonmail_quote",
        "tutanota_quote",
        "yahoo_quoted",
        "missive_quote",
        "front-blockquote",
        "zmail_extra",
        "ik_mail_quote",
        "messagereplysection",
        "hey-quote",
    )
)
BREAKS = frozenset(
    (
        "appendonsend",
        "divrplyfwdmsg",
        "mail-editor-reference-message-container",
        "stopspelling",
        "ms-outlook-mobile-reference-message",
        "olk_src_body_section",
        "moz-forward-container",
        "isreplycontent",
        "isforwardcontent",
    )
)
SIGNATURES = frozenset(
    (
        "gmail_signature",
        "moz-signature",
        "protonmail_signature_block",
        "signature",
        "applemailsignature",
        "ms-outlook-mobile-signature",
        "composer_signature",
        "yahoo-signature",
    )
)
QUOTED_BLOCKS = frozenset(("cite", "gmail_quote", "quote"))
# Outlook draws a line above the mail it quotes; no person sets this padding.
OUTLOOK_RULE = re.compile(r"border-top:\s?solid #[0-9a-f]{3,6} 1\.0pt;\s?padding:\s?3\.0pt 0")
LEFT_BORDER = re.compile(r"border-left(?:-width|-style)?:\s?(?!none|0)\S")


def mark_of(tag: str, attributes: str) -> str:
    """quote, break, signature or nothing."""
    if "=" not in attributes:
        return ""
    words, style = _words(attributes[:MAX_ATTRIBUTES])
    if words & BREAKS or (tag == "div" and OUTLOOK_RULE.search(style)):
        return "break"
    if words & QUOTES or (tag == "blockquote" and (words & QUOTED_BLOCKS or _bordered(style))):
        return "quote"
    if tag == "div" and "quote" in words and _bordered(style):
        return "quote"
    return "signature" if words & SIGNATURES else ""


def _words(attributes: str) -> tuple[set[str], str]:
    words: set[str] = set()
    style = ""
    for found in ATTRIBUTE.finditer(attributes):
        value = found[2].strip("\"'").lower()
        if found[1].lower() == "style":
            style = value
        else:
            words |= {_plain(word) for word in value.split()}
    return words, style


def _plain(word: str) -> str:
    """Programs put "x_" or a random run before the names they find, and ids after them."""
    while word.startswith("x_"):
        word = word[2:]
    return "yahoo_quoted" if "yahoo_quoted" in word else word


def _bordered(style: str) -> bool:
    return bool(LEFT_BORDER.search(style))
