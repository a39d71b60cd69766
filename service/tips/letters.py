"""The letters about a tip: thanks, may we print it? And what was noted."""

from flask import current_app

from emails.tips.may_we_print import MayWePrint
from emails.tips.noted import Noted
from service.communities.models import Community
from service.inbox.rules import shared_address
from service.outbox.rules import ANSWER_LINK
from service.tips import rules
from service.tips.models import Tip


def address(community: Community) -> str:
    return shared_address(rules.BOX, community.slug, str(current_app.config["MAIL_DOMAIN"]))


def may_we_print(tip: Tip) -> MayWePrint:
    return MayWePrint(
        first_name=tip.person.first_name,
        title=tip.title,
        credit=tip.credit,
        photos=len(tip.photos),
        link=ANSWER_LINK,
        days=rules.KEPT[rules.ASKED].days,
    )


def noted(tip: Tip, *, agreed: bool) -> Noted:
    return Noted(tip.person.first_name, tip.title, agreed, address(tip.community))
