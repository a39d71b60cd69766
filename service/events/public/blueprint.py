"""The pages about events that need no account."""

from flask import Blueprint

pages = Blueprint("events_public", __name__)
