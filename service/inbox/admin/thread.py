"""What the team does with a conversation: take it on, note, end it, open it again."""

from flask import flash, g, request
from flask.typing import ResponseReturnValue

from forms.inbox import NoteForm
from service.core.db import session
from service.core.permits import permit
from service.core.words import gettext as _
from service.inbox import actions, queries
from service.inbox.admin.blueprint import attempt, pages, the_thread, to_list, to_mail
from service.inbox.models import Thread


@pages.get("/threads/<int:thread_id>")
@permit("look")
def conversation(thread_id: int) -> ResponseReturnValue:
    """The page of the mail that waits shows all of it."""
    return back(the_thread(thread_id))


@pages.post("/threads/<int:thread_id>/note")
@permit("write")
def note(thread_id: int) -> ResponseReturnValue:
    thread, form = the_thread(thread_id), NoteForm()
    if form.validate():
        actions.note(thread, g.me, form.note.data.strip())
        session.commit()
        flash(_("Noted for the team."), "success")
    else:
        flash(_("A note needs words, and at most %(most)s letters.", most=4000), "warning")
    return back(thread)


@pages.post("/threads/<int:thread_id>/assign")
@permit("write")
def assign(thread_id: int) -> ResponseReturnValue:
    thread = the_thread(thread_id)
    number = request.form.get("staff", 0, type=int)
    chosen = next((each for each in queries.team(g.community) if each.id == number), None)
    if number and chosen is None:
        flash(_("That colleague is no longer in the team."), "warning")
        return back(thread)
    actions.assign(thread, chosen)
    session.commit()
    said = _("%(name)s has it now.", name=chosen.name) if chosen else _("Nobody has it now.")
    flash(said, "success")
    return back(thread)


@pages.post("/threads/<int:thread_id>/done")
@permit("write")
def done(thread_id: int) -> ResponseReturnValue:
    seen = request.form.get("seen", 0, type=int)
    if actions.done(the_thread(thread_id), g.me, seen):
        flash(_("Done. You find it under Done."), "success")
    else:
        flash(_("They have written again in the meantime, so it is still our turn."), "warning")
    session.commit()
    return to_list()


@pages.post("/threads/<int:thread_id>/open")
@permit("write")
def open_again(thread_id: int) -> ResponseReturnValue:
    thread = the_thread(thread_id)
    attempt(lambda: actions.open_again(thread, g.me), _("It is our turn again."))
    return back(thread)


def back(thread: Thread) -> ResponseReturnValue:
    first = queries.foremost([thread]).get(thread.id)
    return to_mail(first.id) if first else to_list()
