"""One inbound mail to one Reading: each question asked in the order that loses nobody."""

from dataclasses import replace

from service.inbox.read import automatic
from service.inbox.read.attachments import count
from service.inbox.read.calendar import Reply, answer_in_subject, calendar_reply
from service.inbox.read.dates import away_until
from service.inbox.read.headers import mailbox, message_ids, sender, sent_at
from service.inbox.read.intent import judge
from service.inbox.read.language import language
from service.inbox.read.parse import Mail, open_mail
from service.inbox.read.quote import newest
from service.inbox.read.reading import Intent, Reading
from service.inbox.read.report import report
from service.inbox.read.stop import asks_to_leave, asks_to_stop, written_by_a_program
from service.inbox.read.text import words_of

UNREADABLE = "The mail could not be read; its bytes are kept."
RECIPIENT_HEADERS = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")


def read(raw: bytes, recipient: str = "", envelope_from: str | None = None) -> Reading:
    """Never raises: whatever the bytes, the door answers and the raw mail is kept beside it."""
    try:
        return _read(raw, recipient, envelope_from)
    except Exception:  # noqa: BLE001  the one edge: an unreadable mail must not stop those behind it
        box, token = mailbox(recipient[:400])
        return Reading(box=box, token=token, damage=UNREADABLE)


def _read(raw: bytes, recipient: str, envelope_from: str | None) -> Reading:
    mail = open_mail(raw)
    known = _headers(mail, recipient)
    if mail.refused:
        return known
    null = _null_return_path(mail, envelope_from)
    words = words_of(mail.message)
    answerable = automatic.may_answer(mail, known.sender, null)
    known = replace(known, full_text=words, may_answer=answerable, attachments=count(mail))
    told = report(mail, raw, known.sender, null)
    if told:
        return replace(
            known,
            kind=told.kind,
            status=told.status,
            delayed=told.delayed,
            recipients=told.recipients,
            may_answer=False,
        )
    reply = calendar_reply(mail)
    return _calendar(known, reply) if reply else _written(mail, known)


def _headers(mail: Mail, recipient: str) -> Reading:
    name, who = sender(mail.raw("from"))
    box, token = _box(mail, recipient)
    own_id = message_ids(mail.raw("message-id"))
    return Reading(
        box=box,
        token=token,
        references=message_ids(mail.raw("in-reply-to"), mail.raw("references")),
        sender=who,
        sender_name=name,
        subject=mail.text("subject"),
        message_id=own_id[0] if own_id else "",
        damage=mail.damage,
        sent_at=sent_at(mail.raw("date")),
    )


def _box(mail: Mail, recipient: str) -> tuple[str, str]:
    """The envelope knows best; a fetched mail has only its headers left."""
    if recipient:
        return mailbox(recipient[:400])
    for name in RECIPIENT_HEADERS:
        for word in mail.raw(name)[:4096].replace(",", " ").split():
            box, token = mailbox(word)
            if token:
                return box, token
    return "", ""


def _null_return_path(mail: Mail, envelope_from: str | None) -> bool:
    if envelope_from is not None:
        return envelope_from.strip().strip("<>") == ""
    return mail.has("return-path") and mail.text("return-path").strip(" <>") == ""


def _calendar(known: Reading, reply: Reply) -> Reading:
    return replace(
        known,
        kind="rsvp-ics",
        rsvp=reply.attendees,
        uid=reply.uid,
        sequence=reply.sequence,
        stamp=reply.stamp,
        method=reply.method,
        delegates=reply.delegates,
        proposed=reply.proposed,
        own_words=reply.comment,
    )


def _written(mail: Mail, known: Reading) -> Reading:
    own = newest(known.full_text)
    known = replace(known, own_words=own, language=language(own))
    fresh = not known.references and not known.subject.lower().startswith(("re:", "sv:", "antw:"))
    if fresh and asks_to_leave(known.subject) and _nothing_more(own):
        return _stops(known)
    if automatic.is_autoreply(mail):
        back = away_until(known.full_text, known.written) if known.written else None
        return replace(known, kind="autoreply", may_answer=False, away_until=back)
    if known.box == "stop" or (asks_to_leave(own) and (fresh or asks_to_stop(own))):
        return _stops(known)
    partstat = answer_in_subject(known.subject) if known.token and not own else None
    if partstat and known.sender:
        return replace(known, kind="rsvp-ics", rsvp=((known.sender, partstat),))
    return _person(mail, known, fresh)


def _nothing_more(own: str) -> bool:
    return not own or asks_to_leave(own) or written_by_a_program(own)


def _stops(known: Reading) -> Reading:
    return replace(known, kind="unsubscribe", intent=Intent(answer="stop", certain=True))


def _person(mail: Mail, known: Reading, fresh: bool) -> Reading:
    if automatic.is_bulk(mail) and not known.token:
        return replace(known, kind="other", may_answer=False)
    said = known.own_words or (known.subject if fresh else "")
    intent = judge(said, known.written)
    if intent.answer == "stop":
        return _stops(known)
    return replace(known, kind="human-reply", intent=intent)
