"""Stops a mailing when a provider refuses us and not our readers: a row of refusals. Pure."""

from service.outbox.delivery.verdict import Verdict

ROW = 20  # refusals by one provider without a letter taken in between
FAMILIES = {
    "gmail.com": ("gmail.com", "googlemail.com"),
    "outlook.com": (
        *("outlook.com", "hotmail.com", "live.com", "msn.com"),
        *("hotmail.no", "live.no", "hotmail.nl", "live.nl"),
    ),
    "yahoo.com": ("yahoo.com", "yahoo.no", "yahoo.nl", "aol.com", "ymail.com"),
    "icloud.com": ("icloud.com", "me.com", "mac.com"),
    "ziggo.nl": ("ziggo.nl", "home.nl", "casema.nl", "chello.nl", "upcmail.nl"),
    "kpnmail.nl": ("kpnmail.nl", "kpnplanet.nl", "planet.nl", "hetnet.nl"),
}
PROVIDER = {domain: name for name, domains in FAMILIES.items() for domain in domains}
EVERYBODY = ""  # the row that any provider adds to


class Breaker:
    """Fed with each answer. Greylisting is no refusal, and an address that is wrong is none."""

    def __init__(self, row: int = ROW) -> None:
        self.row = row
        self.rows: dict[str, int] = {}

    def taken(self, domain: str) -> None:
        """A letter was taken: its provider is well with us."""
        if self.rows:
            self.rows.pop(provider(domain), None)
            self.rows.pop(EVERYBODY, None)

    def hear(self, domain: str, judged: Verdict, said: str) -> str | None:
        """The provider and its words when the row is full, else None."""
        if not judged.policy:
            return None
        for name in (provider(domain), EVERYBODY):
            self.rows[name] = self.rows.get(name, 0) + 1
            if self.rows[name] >= self.row:
                return f"{provider(domain)}: {said}"
        return None


def provider(domain: str) -> str:
    return PROVIDER.get(domain, domain)
