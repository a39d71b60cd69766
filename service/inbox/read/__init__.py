"""What an inbound mail is and what the person says in it, read from its bytes alone."""

from service.inbox.read.classify import read
from service.inbox.read.reading import Answer, Intent, Kind, Reading

__all__ = ["Answer", "Intent", "Kind", "Reading", "read"]
