"""The letter that lets a member of staff in."""

from flask import current_app

from emails.communities.sign_in import SignIn
from service.communities.rules import SIGN_IN


def sign_in(secret: str) -> SignIn:
    """The address comes from our settings: a forged Host header must not lead the link astray."""
    link = f"{current_app.config['BASE_URL']}/admin/enter/{secret}"
    return SignIn(link=link, minutes=int(SIGN_IN.total_seconds() // 60))
