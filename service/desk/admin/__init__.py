"""What staff see first: the way in, the day, the lists across everything."""

from service.desk.admin import day, entrance, lists
from service.desk.admin.rail import pages

__all__ = ["day", "entrance", "lists", "pages"]
