"""What anybody may see of events, and what a host does at the door with a link of their own."""

from service.events.public import door, group, notes, seat, visit
from service.events.public.blueprint import pages

__all__ = ["door", "group", "notes", "pages", "seat", "visit"]
