"""The editor: one edition, its head and its blocks, with what to put right beside them."""

import re
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from emails import blocks
from forms.campaigns import HeadForm, block_form
from forms.faults import blame
from service.campaigns import actions, queries
from service.campaigns.admin.blueprint import (
    CODE,
    attempt,
    pages,
    staff,
    the_edition,
    the_letter,
    to,
)
from service.campaigns.models import Edition
from service.campaigns.queries import Note
from service.campaigns.rules import PICTURE_LIMIT, WORDS
from service.communities import actions as communities
from service.core import web, words
from service.core.db import session
from service.core.permits import permit
from service.core.refusal import Refusal
from service.core.words import LANGUAGES
from service.core.words import gettext as _
from service.events import letters as event_letters
from service.events import queries as events
from service.tips import queries as tips

PATH = f"/<int:campaign_id>/{CODE}"
SUMMARY = 180
MARKS = re.compile(r"\[([^\]]*)\]\([^)]*\)|[*_#>`]+")
ITEM = re.compile(r"^\s*(?:[-+*]|\d{1,3}[.)])\s+")
MENU = ("text", "image", "event", "help", "thanks")  # as a letter is mostly built; others after


@dataclass(frozen=True)
class Shown:
    """A block as the editor lists it."""

    id: str
    kind: str
    title: str
    text: str
    picture: str
    notes: list[Note]


@pages.get(PATH)
@permit("write")
def editor(campaign_id: int, code: str) -> ResponseReturnValue:
    edition = the_edition(campaign_id, code)
    if edition.campaign.state != "draft":
        return to("letter", campaign_id=campaign_id)
    opened = request.args.get("open", "")
    at = edition.place(opened)
    form = form_of(edition.blocks[at]) if at is not None else None
    return page(edition, HeadForm(obj=edition), (opened, form))


@pages.post(PATH)
@permit("write")
def head(campaign_id: int, code: str) -> ResponseReturnValue:
    edition, form = the_edition(campaign_id, code, lock=True), HeadForm()
    if not form.validate():
        return page(edition, form, ("", None)), 422
    subject, preheader = form.subject.data, form.preheader.data
    if attempt(lambda: actions.head(edition, subject, preheader, staff())) and in_passing():
        return "", 204
    return to("editor", campaign_id=campaign_id, code=code)


def in_passing() -> bool:
    """Saved by the page itself (admin.js) before it goes where another button leads."""
    return "X-Keep" in request.headers


@pages.post("/<int:campaign_id>/languages")
@permit("write")
def languages(campaign_id: int) -> ResponseReturnValue:
    """One more language, as a copy of the edition it was asked for from."""
    campaign = the_letter(campaign_id)
    code = request.form.get("language", "")
    source = queries.edition(campaign, request.form.get("source", ""))
    said = _("Here is a copy to translate.")
    if attempt(lambda: actions.add_edition(campaign, code, source, staff()), said):
        return to("editor", campaign_id=campaign_id, code=code)
    return to("letter", campaign_id=campaign_id)


@pages.post(f"{PATH}/drop")
@permit("write")
def drop(campaign_id: int, code: str) -> ResponseReturnValue:
    edition = the_edition(campaign_id, code)
    said = _("The edition in %(language)s is gone.", language=words.OWN_NAMES[code])
    attempt(lambda: actions.drop_edition(edition, staff()), said)
    return to("letter", campaign_id=campaign_id)


@pages.post(f"{PATH}/blocks")
@permit("write")
def add(campaign_id: int, code: str) -> ResponseReturnValue:
    """A new block, opened at once; an event's block comes filled in."""
    edition = the_edition(campaign_id, code, lock=True)
    name = request.form.get("block", "")
    if name not in {kind.name for kind in blocks.every()}:
        return to("editor", campaign_id=campaign_id, code=code)
    made: list[str] = []
    fields = event_fields(request.form.get("event", 0, type=web.number), code)
    attempt(lambda: made.append(actions.add_block(edition, name, fields, staff())))
    return to_block(edition, "".join(made))


@pages.post(f"{PATH}/blocks/<block_id>")
@permit("write")
def change(campaign_id: int, code: str, block_id: str) -> ResponseReturnValue:
    edition = the_edition(campaign_id, code, lock=True)
    at = edition.place(block_id)
    if at is None:
        attempt(lambda: actions.edit_block(edition, block_id, {}, staff()))
        return to("editor", campaign_id=campaign_id, code=code)
    form = form_of(edition.blocks[at])
    try:
        if form.validate():
            actions.edit_block(edition, block_id, values(form), staff())
            session.commit()
            return ("", 204) if in_passing() else to_block(edition, "", block_id)
    except Refusal as refusal:
        session.rollback()
        blame(form, refusal)
    edition = the_edition(campaign_id, code)
    return page(edition, HeadForm(obj=edition, formdata=None), (block_id, form)), 422


@pages.post(f"{PATH}/blocks/<block_id>/move")
@permit("write")
def move(campaign_id: int, code: str, block_id: str) -> ResponseReturnValue:
    edition = the_edition(campaign_id, code, lock=True)
    step = -1 if request.form.get("way") == "up" else 1
    attempt(lambda: actions.move_block(edition, block_id, step, staff()))
    return to_block(edition, "", block_id)


@pages.post(f"{PATH}/blocks/<block_id>/remove")
@permit("write")
def remove(campaign_id: int, code: str, block_id: str) -> ResponseReturnValue:
    edition = the_edition(campaign_id, code, lock=True)
    attempt(lambda: actions.remove_block(edition, block_id, staff()))
    return to_block(edition, "", "removed")


@pages.post(f"{PATH}/put-back")
@permit("write")
def put_back(campaign_id: int, code: str) -> ResponseReturnValue:
    edition = the_edition(campaign_id, code, lock=True)
    back = (edition.removed or {}).get("block", {}).get("id", "")
    attempt(lambda: actions.put_back(edition, staff()))
    return to_block(edition, "", back)


def to_block(edition: Edition, opened: str, anchor: str = "") -> ResponseReturnValue:
    at = anchor or opened
    return to(
        "editor",
        campaign_id=edition.campaign_id,
        code=edition.language,
        open=opened or None,
        _anchor=f"b-{at}" if at else None,
    )


def page(edition: Edition, head: HeadForm, opened: tuple[str, FlaskForm | None]) -> str:
    notes = queries.notes(edition.campaign, edition, g.language)
    own = {block["id"] for block in edition.blocks}
    return render_template(
        "campaigns/pages/editor.html",
        campaign=edition.campaign,
        edition=edition,
        form=head,
        opened=opened[0],
        block_form=opened[1],
        shown=[shown(block, notes) for block in edition.blocks],
        notes=[note for note in notes if note.where not in own],
        in_blocks=sum(note.where in own for note in notes),
        blocking=sum(note.blocks for note in notes),
        kinds=[(name, label(name)) for name in menu()],
        events=events.upcoming(g.community),
        tips=tips.printable(g.community),
        more=[code for code in LANGUAGES if code not in edition.campaign.spoken],
        gone=label(edition.removed["block"]["block"]) if edition.removed else "",
    )


def menu() -> list[str]:
    names = [kind.name for kind in blocks.every()]
    return sorted(names, key=lambda name: MENU.index(name) if name in MENU else len(MENU))


def shown(stored: dict[str, Any], notes: list[Note]) -> Shown:
    kind = blocks.find(stored["block"])
    texts = [str(stored.get(field.name) or "") for field in kind.FIELDS if field.kind in WORDS]
    filled = [plain(text) for text in texts if text.strip()] or [""]
    pictures = [stored.get(field.name) for field in kind.FIELDS if field.kind == "image"]
    return Shown(
        id=stored["id"],
        kind=label(kind.name),
        title=filled[0][:SUMMARY],
        text=" · ".join(filled[1:])[:SUMMARY],
        picture=str(pictures[0] or "") if pictures else "",
        notes=[note for note in notes if note.where == stored["id"]],
    )


def plain(source: str) -> str:
    """Markdown without its marks, its lines on one."""
    bare = [MARKS.sub(r"\1", ITEM.sub("", line)) for line in source.splitlines()]
    return " · ".join(" ".join(line.split()) for line in bare if line.strip())


def label(name: str) -> str:
    return blocks.words(name, g.language)["block"]


def form_of(stored: dict[str, Any]) -> FlaskForm:
    kind = blocks.find(stored["block"])
    return block_form(kind.FIELDS, blocks.words(kind.name, g.language))(data=stored)


def values(form: FlaskForm) -> dict[str, Any]:
    """What was typed; a picture that came along is kept, and its address goes into the block."""
    typed = {
        name: data for name, data in form.data.items() if name not in ("csrf_token", "picture")
    }
    upload = form.data.get("picture")
    if not upload or not upload.filename:
        return typed
    with closing(upload):
        picture = communities.keep_picture(g.community, upload.read(), PICTURE_LIMIT)
    path = f"/{g.community.slug}/pictures/{picture.token}"
    return typed | {"url": path, "width": picture.width, "height": picture.height}


def event_fields(number: int, code: str) -> dict[str, str]:
    """What an event's block says, in the language of the letter."""
    event = events.by_id(g.community, number)
    if event is None or event.starts_at is None:
        return {}
    place = ", ".join(part for part in (event.place, event.address) if part)
    return {
        "title": event.title,
        "when": words.when(event.starts_at, event.ends_at, g.community.zone, code),
        "where": place,
        "url": event_letters.address(event),
    }
