"""Links a letter may name, when to try again, when to give up. Pure; no database."""

from datetime import timedelta

from emails.slots import slot

ANSWER_LINK = slot("answer_link")  # the page that takes a yes or no to this very message
STOP_LINK = slot("stop_link")  # one-click unsubscribe (RFC 8058) and its page
MINE_LINK = slot("mine_link")  # the person's own page
LEASE = timedelta(minutes=4)  # longer than RQ lets any job run, so than any one hand-over
STUCK = timedelta(seconds=45)  # committed, but nobody has picked it up
RETRY = (60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600)  # seconds, two days in all
ASKS_A_DAY = 6  # letters to an address that has never answered: no form may flood a stranger
SECRET = ("communities.sign_in",)  # whose fields are not kept once nobody has to send it again
ANSWERS_A_DAY = 3  # automatic answers to one address (domain R-4)


def retry_after(attempts: int) -> timedelta | None:
    """How long to wait after this many failed attempts; None when it is time to give up."""
    return timedelta(seconds=RETRY[attempts - 1]) if attempts <= len(RETRY) else None


def permanent(code: int, words: str) -> bool:
    """Whether the far server's no is final (RFC 5321 § 4.2.1). Policy and reputation may change."""
    return 500 <= code < 600 and not words.startswith(("5.7", "5.2.2"))


def unknown_address(code: int, words: str) -> bool:
    """Whether the no says that nobody has this address (RFC 3463: 5.1.x)."""
    return 500 <= code < 600 and words.startswith(("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"))
