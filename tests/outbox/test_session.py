"""Letters through a session, command by command, with a server that we play."""

import pytest

from service.outbox.delivery.conversation import Manner
from tests.outbox.player import ALL, CONTENT, GOOD, Talk, chunk, ehlo, envelope, group, mail, two

# Groups of commands (RFC 2920)


def test_a_letter_and_the_envelope_of_the_next_leave_together():
    talk = Talk(*two())
    assert talk.hear("220 mx.example") == b"EHLO me.example\r\n"
    assert talk.hear(*ehlo("PIPELINING")) == group("a@x.example")
    assert talk.hear(*GOOD) == CONTENT + b".\r\n" + group("b@x.example")
    assert talk.hear("250 2.0.0 kept", *GOOD) == CONTENT + b".\r\n"
    assert talk.hear("250 2.0.0 kept too") == b""
    assert talk.desk.told == [
        ("a@x.example", 250, b"2.0.0 kept"),
        ("b@x.example", 250, b"2.0.0 kept too"),
    ]
    assert talk.session.idle
    assert not talk.session.busy()


def test_whoever_was_idle_asks_again():
    talk = Talk()
    assert talk.greeted("PIPELINING") == b""
    talk.desk.waiting.append(mail())
    talk.session.go()
    assert talk.said() == group()


def test_without_pipelining_each_command_waits_for_its_answer():
    talk = Talk(*two())
    first, second = envelope().splitlines(keepends=True)
    assert talk.greeted() == first
    assert talk.hear(GOOD[0]) == second
    assert talk.hear(GOOD[1]) == b"DATA\r\n"
    assert talk.hear(GOOD[2]) == CONTENT + b".\r\n"
    assert talk.hear("250 kept") == first
    assert talk.desk.told == [("a@x.example", 250, b"kept")]


def test_without_pipelining_even_a_reset_waits_for_its_answer():
    talk = Talk(*two())
    first, second = envelope("b@x.example").splitlines(keepends=True)
    talk.greeted()
    talk.hear(GOOD[0])
    assert talk.hear("550 5.1.1 nobody") == b"RSET\r\n"
    assert talk.hear("250 2.0.0 forgotten") == first
    assert talk.hear(GOOD[0]) == second
    assert talk.desk.told == [("a@x.example", 550, b"5.1.1 nobody")]


@pytest.mark.parametrize("refused", [0, 1, 2])
def test_without_pipelining_a_no_ends_the_transaction(refused):
    talk = Talk(mail())
    talk.greeted()
    for reply in GOOD[:refused]:
        talk.hear(reply)
    assert talk.hear("451 4.3.0 later") == b"RSET\r\n"
    assert talk.desk.told == [("a@x.example", 451, b"4.3.0 later")]


# Chunks (RFC 3030)


def windowed(number, window=2):
    mails = [mail(f"{letter}@x.example") for letter in "abcdef"[:number]]
    return Talk(*mails, manner=Manner("me.example", window=window))


def test_as_many_letters_leave_by_chunks_as_may_be_under_way():
    talk = windowed(3)
    assert talk.greeted("PIPELINING", "CHUNKING") == chunk("a@x.example") + chunk("b@x.example")
    assert talk.hear("250 reset", *GOOD[:2]) == b""
    assert talk.hear("250 kept") == chunk("c@x.example")
    assert talk.desk.told == [("a@x.example", 250, b"kept")]


def test_of_several_chunks_one_may_be_refused():
    talk = windowed(2)
    talk.greeted("PIPELINING", "CHUNKING")
    talk.hear("250 reset", GOOD[0], "550 5.1.1 nobody", "503 5.5.1 no recipients")
    talk.hear("250 reset", *GOOD[:2], "250 kept")
    assert talk.desk.told == [
        ("a@x.example", 550, b"5.1.1 nobody"),
        ("b@x.example", 250, b"kept"),
    ]


def test_a_chunk_taken_for_nobody_is_not_delivered():
    """RFC 3030 forbids it to say yes here; the recipient was refused all the same."""
    talk = windowed(1)
    talk.greeted("PIPELINING", "CHUNKING")
    talk.hear("250 reset", GOOD[0], "550 5.1.1 nobody", "250 kept")
    assert talk.desk.told == [("a@x.example", 550, b"5.1.1 nobody")]


@pytest.mark.parametrize("offers", [("PIPELINING",), ("CHUNKING",)])
def test_chunks_need_both_offers(offers):
    talk = windowed(1)
    assert b"BDAT" not in talk.greeted(*offers)


def test_a_goodbye_in_place_of_a_chunks_answer_takes_no_more():
    talk = windowed(3)
    talk.greeted("PIPELINING", "CHUNKING")
    broken = talk.breaks("250 reset", *GOOD[:2], "421 4.3.2 going down")
    assert (broken.code, broken.words) == (421, "4.3.2 going down")
    assert talk.desk.told == [("a@x.example", 421, b"4.3.2 going down")]
    assert talk.abandon() == [("b@x.example", True)]
    assert [each.recipient for each in talk.desk.waiting] == [b"c@x.example"]


# What it refuses


def test_a_refused_sender_is_told_with_the_senders_words_and_the_next_begins_anew():
    talk = Talk(*two())
    talk.greeted("PIPELINING")
    said = talk.hear("550 5.7.1 not you", "503 5.5.1 MAIL first", "503 5.5.1 RCPT first")
    assert said == b"RSET\r\n" + group("b@x.example")
    assert talk.desk.told == [("a@x.example", 550, b"5.7.1 not you")]
    talk.hear("250 forgotten", *GOOD, "250 kept")
    assert talk.desk.told[1:] == [("b@x.example", 250, b"kept")]


def test_a_refused_recipient_is_told_with_its_own_words():
    talk = Talk(*two())
    talk.greeted("PIPELINING")
    said = talk.hear(GOOD[0], "550-5.1.1 No such", "550 5.1.1 person", "554 5.5.1 nobody")
    assert said == b"RSET\r\n" + group("b@x.example")
    assert talk.desk.told == [("a@x.example", 550, b"5.1.1 No such\n5.1.1 person")]


def test_who_refuses_the_recipient_and_yet_wants_a_text_gets_a_lone_dot():
    talk = Talk(*two())
    talk.greeted("PIPELINING")
    said = talk.hear(GOOD[0], "550 5.1.1 nobody", "354 go on")
    assert said == b".\r\n" + group("b@x.example")
    talk.hear("554 5.5.1 no recipients", *GOOD, "250 kept")
    assert talk.desk.told == [
        ("a@x.example", 550, b"5.1.1 nobody"),
        ("b@x.example", 250, b"kept"),
    ]


def test_a_transaction_that_data_tore_is_reset_before_the_next():
    talk = Talk(*two())
    talk.greeted("PIPELINING")
    assert talk.hear(*GOOD[:2], "451 4.3.0 later") == b"RSET\r\n" + group("b@x.example")
    assert talk.desk.told == [("a@x.example", 451, b"4.3.0 later")]


def test_a_torn_transaction_is_reset_even_if_the_next_comes_late():
    talk = Talk(mail())
    talk.greeted("PIPELINING")
    assert talk.hear(*GOOD[:2], "451 4.3.0 later") == b""
    talk.desk.waiting.append(mail("b@x.example"))
    talk.session.go()
    assert talk.said() == b"RSET\r\n" + group("b@x.example")


@pytest.mark.parametrize("reply", ["452 4.2.2 full", "554 5.6.0 no", "250 2.0.0 kept"])
def test_the_answer_to_the_dot_is_the_answer_to_the_letter(reply):
    talk = Talk(*two())
    talk.greeted("PIPELINING")
    talk.hear(*GOOD, reply, *GOOD)
    assert talk.desk.told == [("a@x.example", int(reply[:3]), reply[4:].encode())]


def test_any_3xx_lets_the_letter_go_on():
    """A client that does not know a code goes by its first digit (RFC 5321 § 4.3.2)."""
    talk = Talk(mail())
    talk.greeted("PIPELINING")
    assert talk.hear(*GOOD[:2], "350 well then") == CONTENT + b".\r\n"


# When it goes away


def test_a_goodbye_in_place_of_the_dots_answer_is_an_answer():
    talk = Talk(*two())
    talk.greeted("PIPELINING")
    talk.hear(*GOOD)
    broken = talk.breaks("421 4.4.2 timed out")
    assert (broken.code, broken.final) == (421, False)
    assert talk.desk.told == [("a@x.example", 421, b"4.4.2 timed out")]
    assert talk.abandon() == [("b@x.example", False)]


def test_without_pipelining_a_goodbye_takes_no_more():
    talk = Talk(*two())
    talk.greeted()
    for reply in GOOD:
        talk.hear(reply)
    talk.breaks("421 4.4.2 timed out")
    assert (len(talk.desk.taken), talk.abandon()) == (1, [])


@pytest.mark.parametrize("before", [0, 1, 2])
def test_a_goodbye_within_a_group_gives_the_letter_back(before):
    talk = Talk(mail())
    talk.greeted("PIPELINING")
    assert talk.breaks(*GOOD[:before], "421 4.3.2 going down").words == "4.3.2 going down"
    assert (talk.desk.told, talk.abandon()) == ([], [("a@x.example", False)])


def test_a_goodbye_that_nobody_asked_for_has_its_words():
    talk = Talk()
    talk.greeted("PIPELINING")
    broken = talk.breaks("421 4.4.2 idle for too long")
    assert (broken.code, broken.words) == (421, "4.4.2 idle for too long")


@pytest.mark.parametrize("refusal", [GOOD[:1] + ("550 5.1.1 nobody",), ("550 5.7.1 not you",)])
def test_who_hangs_up_after_a_no_has_still_said_no(refusal):
    talk = Talk(*two())
    talk.greeted("PIPELINING")
    talk.hear(*refusal)
    assert talk.abandon() == []
    assert talk.desk.told == [("a@x.example", 550, refusal[-1][4:].encode())]


def test_a_no_to_one_is_none_to_the_next():
    talk = Talk(*two())
    talk.greeted("PIPELINING")
    talk.hear(GOOD[0], "550 5.1.1 nobody", "554 5.5.1 nobody", "250 forgotten")
    assert talk.abandon() == [("b@x.example", False)]
    assert [to for to, _, _ in talk.desk.told] == ["a@x.example"]


def test_who_hangs_up_after_a_no_has_not_said_it_to_the_next():
    talk = windowed(2)
    talk.greeted("PIPELINING", "CHUNKING")
    talk.hear("250 reset", GOOD[0], "550 5.1.1 nobody")
    assert talk.abandon() == [("b@x.example", True)]
    assert talk.desk.told == [("a@x.example", 550, b"5.1.1 nobody")]


@pytest.mark.parametrize("heard", range(4))
def test_only_what_left_whole_is_in_doubt(heard):
    """At each place, with one octet less than the whole, and with all of it."""
    for missing in (0, 1):
        talk = Talk(mail())
        talk.greeted("PIPELINING")
        for reply in GOOD[:heard]:
            talk.hear(reply)
        doubt = heard == 3 and not missing
        assert talk.abandon(talk.session.written - missing) == [("a@x.example", doubt)]


def test_of_a_letter_and_the_next_envelope_only_the_letter_is_in_doubt():
    talk = Talk(*two())
    talk.greeted("PIPELINING")
    talk.hear(*GOOD)
    end = talk.session.written - len(group())
    assert talk.abandon(end) == [("a@x.example", True), ("b@x.example", False)]


def test_of_several_chunks_each_is_in_doubt_by_itself():
    talk = windowed(2)
    talk.greeted("PIPELINING", "CHUNKING")
    end = talk.session.written - len(chunk())
    assert talk.abandon(end) == [("a@x.example", True), ("b@x.example", False)]


def test_nothing_is_given_back_twice():
    talk = Talk(mail())
    talk.greeted("PIPELINING")
    assert (len(talk.abandon()), talk.abandon()) == (1, [])


def test_we_say_goodbye_once_and_its_goodbye_ends_the_talk():
    talk = Talk()
    talk.greeted("PIPELINING")
    talk.session.quit()
    talk.session.quit()
    assert talk.said() == b"QUIT\r\n"
    assert talk.breaks("221 2.0.0 bye").code == 221
    assert talk.session.over


# Parameters of the envelope


def parameters(*offers, **how):
    sender, recipient, *_ = Talk(mail(**how)).greeted(*offers).decode().split("\r\n")
    return sender.partition("> ")[2], recipient.partition("> ")[2]


def test_the_size_is_told_to_who_asks_for_it():
    assert parameters("PIPELINING", "SIZE 1000") == ("SIZE=100", "")
    assert parameters("PIPELINING", "SIZE") == ("SIZE=100", "")
    assert parameters("PIPELINING") == ("", "")


def test_a_letter_larger_than_it_takes_is_not_sent():
    talk = Talk(mail(size=1001), mail("b@x.example", size=1000))
    assert b"b@x.example" in talk.greeted("PIPELINING", "SIZE 1000")
    words = b"5.3.4 The letter has 1001 octets, the mail server takes 1000"
    assert talk.desk.told == [("a@x.example", 552, words)]


@pytest.mark.parametrize("limit", ["0", "", "many", "²", "9" * 5000, "-1"])
def test_a_limit_that_is_none_limits_nothing(limit):
    talk = Talk(mail())
    assert b"RCPT" in talk.greeted("PIPELINING", f"SIZE {limit}")


def test_failures_are_to_be_reported_with_the_address_we_used():
    assert parameters("PIPELINING", "DSN", recipient="a+b=c@x.example") == (
        "RET=HDRS",
        "NOTIFY=FAILURE ORCPT=rfc822;a+2Bb+3Dc@x.example",
    )


def test_letters_beyond_ascii_go_where_they_are_understood():
    """RFC 6531; in the report's address only what has a meaning there is written otherwise."""
    how = {"recipient": "kåre+1=2\\@blåbær.example"}
    assert parameters(*ALL, **how) == (
        "SIZE=100 SMTPUTF8 RET=HDRS",
        "NOTIFY=FAILURE ORCPT=utf-8;kåre\\x{2B}1\\x{3D}2\\x{5C}@blåbær.example",
    )


@pytest.mark.parametrize(("to", "by"), [("kåre@x.example", "s@y.example"), ("a@x.example", "ø@y")])
def test_letters_beyond_ascii_go_nowhere_else(to, by):
    talk = Talk(mail(to, by), mail("b@x.example"))
    assert talk.greeted("PIPELINING") == group("b@x.example")
    words = b"5.6.7 The mail server takes only addresses in plain letters"
    assert talk.desk.told == [(to, 553, words)]
