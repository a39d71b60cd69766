"""What a mailing list says of itself, and how one leaves it (RFC 2369, 2919, 8058)."""

import re
from collections.abc import Iterator

from emails.lint.mail import Fault, Mail

LIST_ID = re.compile(r"(?:[^<>]+ )?<[a-z0-9-]+(?:\.[a-z0-9-]+)+>")
TOKEN = re.compile(r"[a-z2-7]{26}")
STOP = re.compile(r"<(https://[^\s<>]+)>, *<(mailto:[^\s<>@]+@[^\s<>]+)>")
FEEDBACK = re.compile(r"[^:@\s]*(?::[^:@\s]*){2}:[^:@\s]{5,15}")
ONE_CLICK = "List-Unsubscribe=One-Click"
WIDTH = 78


def faults(mail: Mail) -> Iterator[Fault]:
    yield from encoded(mail)
    feedback = mail.values("Feedback-ID")
    if feedback and not (len(feedback) == 1 and FEEDBACK.fullmatch(feedback[0])):
        yield Fault(43, "Feedback-ID is not a:b:c:sender with a sender of 5 to 15 characters.")
    if mail.stream in ("news", "list"):
        yield from news(mail)
    elif mail.stream == "service" and mail.values("List-Unsubscribe"):
        yield Fault(37, "A letter that nobody can unsubscribe from says that one can.")


def encoded(mail: Mail) -> Iterator[Fault]:
    """The standard library writes long links as encoded words, which no mail program opens."""
    for name, value in mail.message.items():
        if name.lower().startswith(("list-", "feedback-")) and "=?" in str(value):
            yield Fault(37, f"{name} holds an encoded word.")


def news(mail: Mail) -> Iterator[Fault]:
    list_id = mail.value("List-Id")
    if not LIST_ID.fullmatch(list_id) or TOKEN.search(list_id):
        yield Fault(36, f"List-Id is no stable Name <list.domain>: {list_id or 'missing'}")
    yield from stopping(mail)
    if mail.values("List-Unsubscribe-Post") != [ONE_CLICK]:
        yield Fault(38, f"List-Unsubscribe-Post is not {ONE_CLICK}.")
    wanted = "list" if mail.stream == "list" else "bulk"
    if mail.values("Precedence") != [wanted]:
        yield Fault(40, f"Precedence is not {wanted}.")


def stopping(mail: Mail) -> Iterator[Fault]:
    value = mail.value("List-Unsubscribe")
    if "=?" in value:
        return
    found = STOP.fullmatch(value)
    if found is None:
        yield Fault(37, f"List-Unsubscribe is not <https:…>, <mailto:…>: {value or 'missing'}")
        return
    for uri in found.groups():
        if len(uri) > WIDTH:
            yield Fault(37, f"An address in List-Unsubscribe has {len(uri)} characters.")
    yield from seen(mail)


def seen(mail: Mail) -> Iterator[Fault]:
    """The way out stands in the letter as well, where a reader sees it."""
    shown = [link for link in mail.outline.links if link.href == mail.stop_link and link.shown]
    if mail.html and not shown:
        yield Fault(50, "The HTML has no link to unsubscribe with.")
    if mail.text and mail.stop_link not in mail.text:
        yield Fault(50, "The text has no link to unsubscribe with.")
