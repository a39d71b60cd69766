"""Put a reader's tip into a letter."""

from service.campaigns.actions.write import add_block
from service.campaigns.models import Edition
from service.core.trail import Cause
from service.core.words import force_locale
from service.core.words import gettext as _
from service.tips import actions as tips
from service.tips.models import Tip


def add_tip(edition: Edition, tip: Tip, by: Cause) -> None:
    """Its words as one part, each photo as one more, all with the name of its author."""
    tips.use(tip, Cause(by.how, by.who, f"edition {edition.id}"))
    with force_locale(edition.language):
        signed = _("Sent in by %(name)s", name=tip.credit)
        caption = _("Photo: %(name)s", name=tip.credit)
    body = f"{tip.words}\n\n*{signed}*" if tip.words else ""
    if body or not tip.photos:
        add_block(edition, "text", {"heading": tip.title, "body": body}, by)
    for photo in tip.photos:
        picture = tips.publish(photo)
        url = f"/{tip.community.slug}/pictures/{picture.token}"
        size = {"width": picture.width, "height": picture.height}
        add_block(edition, "image", {"url": url, "caption": caption} | size, by)
