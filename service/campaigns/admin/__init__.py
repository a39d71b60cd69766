"""Where staff write letters, look at them, send them and see how they went."""

from service.campaigns.admin import listing, looking, results, sending, shelf, writing
from service.campaigns.admin.blueprint import pages

__all__ = ["listing", "looking", "pages", "results", "sending", "shelf", "writing"]
