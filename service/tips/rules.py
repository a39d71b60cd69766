"""The address of the tips, how long they are kept, how many there may be. Pure; no database."""

from datetime import timedelta

BOX = "news"
ASKED, READY, USED, ASIDE, REFUSED = "asked", "ready", "used", "aside", "refused"
MAY_STILL_REFUSE = (ASKED, READY, ASIDE)  # not in a letter yet
SHELF = (READY, ASKED)  # what an editor looks at
NEXT = {
    ASKED: (READY, ASIDE, REFUSED),
    READY: (USED, ASIDE, REFUSED),
    ASIDE: (READY, ASKED, REFUSED),
    USED: (USED,),
    REFUSED: (),
}
PHOTOS = 6  # of one mail; the others stay with the mail
STRANGERS = 20  # new senders an hour; mail of more waits in the inbox and is answered by nobody
LONGEST = 20_000
HEAVIEST = 25 * 1024 * 1024  # bytes of one photo, before it is made smaller
# A tip that its author never said yes to goes first; what was used may be looked up for a while.
KEPT = {
    ASKED: timedelta(days=30),
    READY: timedelta(days=365),
    ASIDE: timedelta(days=90),
    USED: timedelta(days=180),
    REFUSED: timedelta(days=90),
}


def title(subject: str, words: str) -> str:
    """The subject, without the word that it is a tip; without a subject the first words."""
    plain = " ".join(subject.split())
    head, colon, rest = plain.partition(":")
    if colon and rest.strip() and head.lower() in ("tips", "tip", "nyhetstips", "nieuwstip"):
        plain = rest.strip()
    return (plain or " ".join(words.split())[:80])[:200]
