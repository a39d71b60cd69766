"""Where staff plan events, see who is coming and meet them at the door."""

from service.events.admin import after, asking, inviting, people, plan, todo
from service.events.admin.blueprint import pages

__all__ = ["after", "asking", "inviting", "pages", "people", "plan", "todo"]
