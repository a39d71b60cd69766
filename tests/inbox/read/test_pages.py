"""Mail that has only HTML, cut where each mail program marks what it quotes."""

import pytest

from service.inbox.read.markup import to_lines
from service.inbox.read.quote import newest

PAGES = {
    "gmail": '<div dir="ltr">{own}</div><br><div class="gmail_quote"><div class="gmail_attr">'
    "søn. 14. mar. 2027 kl. 09:12 skrev Kari &lt;<a>k@b.example</a>&gt;:<br></div>"
    '<blockquote class="gmail_quote" style="border-left:1px solid #ccc">{quote}</blockquote></div>',
    "gmail, a tongue we do not know": '<div>{own}</div><div class="gmail_quote">'
    '<div class="gmail_attr">yak 14-mar 2027, 09:12 Kari &lt;k@b.example&gt; yozdi:<br></div>'
    '<blockquote class="gmail_quote">{quote}</blockquote></div>',
    "gmail forward": '<div>{own}</div><div class="gmail_quote"><div class="gmail_attr">'
    "---------- Forwarded message ---------<br>Fra: <b>Kari</b><br></div><p>{quote}</p></div>",
    "outlook desktop": '<div class="WordSection1"><p class="MsoNormal">{own}</p><div>'
    '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
    "<p><b>Frå:</b> Kari<br><b>Sendt:</b> sundag<br></p></div></div><p>{quote}</p></div>",
    "outlook web": '<div class="elementToProof">{own}</div><div id="appendonsend"></div><hr>'
    '<div id="divRplyFwdMsg"><b>Van:</b> Kari</div><div>{quote}</div>',
    "outlook phone": '<div>{own}</div><div id="ms-outlook-mobile-signature">Hent <a>Outlook for '
    'iOS</a></div><hr><div id="mail-editor-reference-message-container"><p>{quote}</p></div>',
    "outlook web signature": '<div>{own}</div><div id="Signature"><p>Per<br>99887766</p></div>'
    '<div id="x_appendonsend"></div><p>{quote}</p>',
    "hotmail": '<div>{own}</div><hr id="stopSpelling">Date: Sun, 14 Mar<br>{quote}',
    "apple": '<div>{own}</div><div><br><blockquote type="cite"><div>Den 14. mar. 2027 kl. 09:12 '
    "skrev Kari &lt;k@b.example&gt;:</div><br>{quote}</blockquote></div>",
    "iphone": '{own}<br><br><div dir="ltr">Sendt fra min iPhone</div><div dir="ltr"><br>'
    '<blockquote type="cite">14. mar. 2027 kl. 09:12 skrev Kari:<br><br></blockquote></div>'
    '<blockquote type="cite"><div dir="ltr">\u200b{quote}</div></blockquote>',
    "thunderbird": '<p>{own}</p><div class="moz-cite-prefix">Den 14.03.2027 09:12, skrev Kari:<br>'
    '</div><blockquote type="cite" cite="mid:x">{quote}</blockquote>'
    '<div class="moz-signature">-- <br>Per</div>',
    "thunderbird forward": '<p>{own}</p><div class="moz-forward-container">{quote}</div>',
    "proton": '<div>{own}</div><div class="protonmail_signature_block"><div>Sent with Proton Mail'
    '</div></div><div class="protonmail_quote">On Sunday, Kari wrote:<br>'
    '<blockquote class="protonmail_quote" type="cite">{quote}</blockquote></div>',
    "yahoo": '<div>{own}</div><div id="ydp1yahoo_quoted_42" class="ydp1yahoo_quoted"><div>'
    "Op zondag schreef Kari:</div>{quote}</div>",
    "yandex": "<div>{own}</div><div>14.03.2027, 09:12, \"Kari\" &lt;k@b.example&gt;:</div>"
    "<blockquote><p>{quote}</p></blockquote>",
    "gmx": '<div>{own}</div><div name="quote" style="margin:10px;border-left:2px solid #C3D9E5">'
    "<div><b>Gesendet:</b> Sonntag</div>{quote}</div>",
    "spark": '<div name="messageBodySection">{own}</div><div name="messageReplySection">On 14 Mar '
    "2027 Kari wrote:<blockquote>{quote}</blockquote></div>",
    "tutanota": '{own}<br>14. mars 2027, 09:12 fra k@b.example:<br>'
    '<blockquote class="tutanota_quote">{quote}</blockquote>',
    "samsung": '<div>{own}</div><div id="composer_signature">Sendt fra min Galaxy</div><div>'
    "-------- Opprinnelig melding --------</div><div>Fra: Kari</div><div>{quote}</div>",
    "roundcube": '<p>{own}</p><div id="reply-intro">On 2027-03-14 09:12, Kari wrote:</div>'
    '<blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid">{quote}'
    "</blockquote>",
    "quoted in outlook": '<div>{own}</div><div id="appendonsend"></div><div class="x_gmail_quote">'
    "{quote}</div>",
}  # fmt: skip


@pytest.mark.parametrize("client", PAGES)
def test_a_page_is_cut_where_its_program_marks_the_quote(client: str) -> None:
    page = PAGES[client].replace("{quote}", "Svar JA eller NEI.<br>Ja takk, sier vi.")

    assert newest(to_lines(page.replace("{own}", "Nei,&nbsp;dessverre."))) == "Nei, dessverre."
    assert "JA" not in newest(to_lines(page.replace("{own}", "")))
    assert "Svar JA eller NEI." in to_lines(page)


def test_answers_stand_between_the_quotes_of_a_page() -> None:
    page = (
        '<div class="gmail_quote"><div class="gmail_attr">søn. 14. mar. 2027 kl. 09:12 skrev Kari '
        '&lt;k@b.example&gt;:</div><blockquote class="gmail_quote">Kommer du?'
        '<div id="x_appendonsend"></div></blockquote><div>Ja.</div>'
        '<blockquote class="gmail_quote">Allergi?</blockquote><div>Nei.</div></div>'
    )

    assert newest(to_lines(page)) == "Ja.\n\nNei."


def test_an_indented_paragraph_is_the_persons_own() -> None:
    page = 'Vi tar med:<blockquote style="margin:0 0 0 40px;border:none">kake</blockquote>'

    assert newest(to_lines(page)) == "Vi tar med:\n\nkake"
