"""The demo's mailbox: every mail is kept, read in three ways, and can be answered."""

from contextlib import contextmanager

import pytest
from sqlalchemy import select

from service.app import create_app
from service.core.config import Settings
from service.core.db import db, session
from service.core.trail import Cause
from service.demo import mailbox
from service.inbox.models import Inbound
from service.members import actions as members
from service.members.actions import Offer
from service.outbox import compose
from service.outbox.models import Message
from tests import people
from tests.conftest import settings_for
from tests.services import free_port
from workers.lmtp import Door


@pytest.fixture
def app(tmp_path, redis_url):
    """The app as the demo runs it: no mail server, so everything stays in the house."""
    base = settings_for(tmp_path, redis_url, "")
    here = {"door": f"127.0.0.1:{free_port()}", "base_url": "http://127.0.0.1:8000"}
    settings = Settings(**vars(base) | here)
    app = create_app(settings)
    with app.app_context():
        db.create_all()
        yield app
        session.remove()
        db.engine.dispose()


@pytest.fixture
def letter(app, community):
    gro = people.person(community, "gro@post.example", "Gro Fremmedvik")
    members.request(gro, Offer(), Cause("form"), people.WORDS)
    session.commit()
    envelope = compose.compose(session.scalars(select(Message)).one())
    mailbox.keep(app.config["SETTINGS"].data, envelope.recipient, envelope.content)
    session.rollback()  # give the write lock back: the door needs it
    return mailbox.letters()[0]


@contextmanager
def closing_door(app):
    door = Door(app, app.config["SETTINGS"].door)
    door.start()
    yield
    door.stop()


def test_a_mail_is_listed_with_whom_it_went_to(client, letter):
    page = client.get("/mailbox/?lang=nb").get_data(as_text=True)
    assert letter.to == "gro@post.example"
    assert letter.subject in page
    assert "1 e-post" in page
    assert client.get("/mailbox/?person=ola@post.example").status_code == 200


def test_it_is_read_as_designed_as_text_and_as_source(client, letter):
    path = f"/mailbox/{letter.name}"
    html = client.get(f"{path}/html")
    assert "default-src 'none'" in html.headers["Content-Security-Policy"]
    assert "Gro" in html.get_data(as_text=True)
    assert "Gro" in client.get(f"{path}?text=1").get_data(as_text=True)
    assert client.get(f"{path}/source").mimetype == "text/plain"


@pytest.mark.parametrize("name", ["nothing.eml", "..%2f..%2fsecret_key", "secret_key"])
def test_nothing_else_is_read(client, name):
    assert client.get(f"/mailbox/{name}").status_code == 404


def test_an_answer_goes_through_the_door(app, client, letter):
    with closing_door(app):
        path = f"/mailbox/{letter.name}/answer?lang=nb"
        page = client.post(path, data={"words": "JA"}, follow_redirects=True).text
    assert "Svaret er sendt." in page
    kept = session.scalars(select(Inbound)).one()
    assert (kept.recipient, kept.envelope_from) == (letter.reply_to, "gro@post.example")


def test_with_a_mail_server_there_is_no_mailbox(make_app):
    app = make_app("")
    with app.app_context():
        assert app.test_client().get("/mailbox/").status_code == 404


def test_a_mail_of_ones_own_reaches_the_shelf(app, client, community):
    told = {"name": "Gro", "email": "gro@post.example", "subject": "Tips: benk", "words": "Ny benk"}
    to = mailbox.boxes()[0]
    assert to.startswith("news+havnevik@")
    session.rollback()
    with closing_door(app):
        for address, taken in ((to, "1"), (to.replace("havnevik", "ukjent"), "0")):
            reply = client.post("/mailbox/write", data=told | {"to": address})
            assert reply.headers["Location"].endswith(f"sent={taken}")
    (row,) = session.scalars(select(Inbound))
    assert (row.recipient, row.envelope_from) == (to, "gro@post.example")


@pytest.mark.parametrize("email", ["", "gro", "gro@post.example\r\nBcc: x@y.example"])
def test_a_broken_address_is_told_so(client, community, email):
    told = {"name": "Gro", "email": email, "to": "news+havnevik@x", "subject": "x", "words": "y"}
    assert client.post("/mailbox/write", data=told).headers["Location"].endswith("sent=0")
