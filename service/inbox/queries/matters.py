"""What conversations are about, as the features whose letters they answer name it."""

from service.communities.models import Community
from service.core import roles
from service.inbox.models import Thread

OURS = ("", "inbox")  # no letter of any feature


def matters(community: Community, threads: list[Thread]) -> dict[int, str]:
    """By the conversation's number, one query for each feature; some have no name for it."""
    told: dict[int, str] = {}
    for feature in {thread.about_feature for thread in threads}.difference(OURS):
        named = getattr(roles.find(feature, "replies"), "matters", None)
        mine = [thread for thread in threads if thread.about_feature == feature]
        names = named(community, [each.about_id for each in mine]) if named else {}
        told |= {each.id: names[each.about_id] for each in mine if each.about_id in names}
    return told
