"""What a bounce says in words of its own: all above the copy of the letter that came back."""

import re

from service.inbox.read.parse import Mail
from service.inbox.read.text import words_of

MAX_WORDS = 20000
# From here on the letter is a copy of what was returned.
COPY = re.compile(
    r"(?im)^[\s>]{0,4}(?:[-=_*#]{2,}(?:[^\n]{0,20}\b(?:original|copy|unsent|returned|below|headers?)\b"
    r"[^\n]{0,60}|[ =*_#-]{0,20}(?:start of |begin )?(?:the |your )?message\b[^\n]{0,60})|"
    r"(?:the )?(?:original|returned) message[^\n]{0,40}|received: (?:from|by) [^\n]{0,200}|"
    r"return-path:[^\n]{0,200}|message-id:[^\n]{0,200}|this is a copy of[^\n]{0,80}|"
    r"here is a copy of[^\n]{0,80}|(?:your )?(?:old|original) message(?: details| headers?)?:)$"
)


def told(mail: Mail) -> str:
    """The daemon's own words; a copy that stands first leaves nothing else to read."""
    return above(all_words(mail)[:MAX_WORDS])


def all_words(mail: Mail) -> str:
    """Its text; of a mail whose parts cannot be told apart, all that stands in it."""
    words = words_of(mail.message)
    if words.strip():
        return words
    payload = mail.message.get_payload()
    loose = payload if isinstance(payload, str) else mail.message.preamble or ""
    return loose[: 2 * MAX_WORDS].replace("\r\n", "\n")


def above(words: str) -> str:
    cut = COPY.search(words, 10)
    own = words[: cut.start()] if cut else words
    return own if len(own.strip()) > 20 else words
