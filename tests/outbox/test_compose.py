"""Every mail as bytes: headers that answers and unsubscribing rely on, and nothing smuggled in."""

import re
from email import message_from_bytes, policy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emails.members.welcome import Welcome
from service.core.db import session
from service.outbox import actions
from service.outbox.actions import About, Extras
from service.outbox.compose import POLICY, compose
from tests import people

ONE_OF_EACH = ("From", "To", "Date", "Message-ID", "Subject", "Reply-To", "MIME-Version")


@pytest.fixture
def message(community):
    person = people.person(community)
    letter = Welcome("Ærlig", None, None, "https://paadriv.example/mine/x")
    message = actions.post(letter, person, About("members", 1), Extras())
    session.flush()
    return message


def parsed(message):
    return message_from_bytes(compose(message).content, policy=policy.default)


def test_a_service_letter_can_be_answered_and_has_no_unsubscribe(message):
    mail = parsed(message)
    assert [len(mail.get_all(name, [])) for name in ONE_OF_EACH] == [1] * len(ONE_OF_EACH)
    assert mail["Reply-To"].addresses[0].addr_spec == f"reply+{message.token}@svar.havnevik.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] is None
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_news_can_be_stopped_with_one_click(message):
    message.stream = "news"
    raw = compose(message).content
    mail = message_from_bytes(raw, policy=policy.default)
    token = message.token
    https, mailto = re.findall(
        rb"<([^>]+)>", raw.partition(b"List-Unsubscribe: ")[2].partition(b"List-Unsub")[0]
    )
    assert https.decode() == f"https://paadriv.example/u/{token}"
    assert mailto.decode() == f"mailto:stop+{token}@svar.havnevik.example"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] == "havnevik <news.havnevik.svar.havnevik.example>"
    assert mail["Auto-Submitted"] is None


def test_the_same_message_is_the_same_mail_again(message):
    first, second = parsed(message), parsed(message)
    names = set(first.keys()) - {"Date", "Content-Type"}
    assert {name: first[name] for name in names} == {name: second[name] for name in names}


def test_lines_are_short_and_end_as_the_standard_says(message):
    lines = compose(message).content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 998
    assert not any(b"\n" in line or b"\r" in line for line in lines)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(name=st.text(min_size=1, max_size=120))
def test_no_name_adds_a_recipient_or_a_header(message, name):
    message.person.name = name
    envelope = compose(message)
    mail = message_from_bytes(envelope.content, policy=policy.default)
    assert [len(mail.get_all(header, [])) for header in ONE_OF_EACH] == [1] * len(ONE_OF_EACH)
    assert [a.addr_spec for a in mail["To"].addresses] == ["aerlig@havnevik.example"]
    assert mail["Bcc"] is None
    assert envelope.recipient == "aerlig@havnevik.example"


ENCODED = "=?utf-8?q?Kari=0D=0ABcc:_x=40evil.example=0D=0A=0D=0AWin?="


@pytest.mark.parametrize("name", [ENCODED, f"Kari {ENCODED}", "=\x00?utf-8?q?a=0D=0ABcc:_x?="])
def test_no_encoded_word_in_a_name_hides_a_header(message, name):
    plain = compose(message).content
    message.person.name = name
    message.community.sender_name = name
    content = compose(message).content
    assert header_names(content) == header_names(plain)
    mail = message_from_bytes(content, policy=policy.default)
    assert [a.addr_spec for a in mail["To"].addresses] == ["aerlig@havnevik.example"]


def test_no_encoded_word_in_a_subject_hides_a_header(message):
    plain = compose(message).content
    message.community.name = ENCODED
    assert header_names(compose(message).content) == header_names(plain)


def test_no_encoded_word_in_their_message_id_hides_a_header(message):
    message.answers = "<plain@evil.example>"
    plain = compose(message).content
    message.answers = "<=?utf-8?q?a=0D=0ABcc:_x=40evil.example?=@evil.example>"
    assert header_names(compose(message).content) == header_names(plain)


def test_a_header_that_leaves_its_line_stops_the_letter():
    with pytest.raises(ValueError, match="Subject does not stay one header"):
        POLICY.fold_binary("Subject", POLICY.header_factory("Subject", ENCODED))


def header_names(content):
    head = content.partition(b"\r\n\r\n")[0]
    return [line.partition(b":")[0] for line in head.split(b"\r\n") if line[:1] not in b" \t"]


def test_a_domain_with_foreign_letters_is_sent_in_ascii(message):
    message.person.email = "kari@blåbær.example"
    assert compose(message).recipient == "kari@xn--blbr-roah.example"
