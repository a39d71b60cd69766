"""The Inbox: conversations that wait for us or for them, and what machines sent."""

from service.inbox.admin import listing, mail, saved, thread
from service.inbox.admin.blueprint import pages

__all__ = ["listing", "mail", "pages", "saved", "thread"]
