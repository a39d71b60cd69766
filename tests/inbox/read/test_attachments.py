"""What comes along with a mail, and its HTML: shown safely, told honestly, never opened."""

import base64

import pytest

from service.inbox.read import read
from service.inbox.read.attachments import attachment, attachments
from service.inbox.read.html import html_of, safe

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
ZIP = b"PK\x03\x04" + b"\0" * 40


def mail(*parts: tuple[str, str, bytes]) -> bytes:
    """A letter with these (name, type, bytes) beside its words."""
    lines = ["From: kari@bygda.example", "Content-Type: multipart/mixed; boundary=b", "", "--b"]
    lines += ["Content-Type: text/plain; charset=utf-8", "", "Se vedlegg.", ""]
    for name, declared, data in parts:
        lines += ["--b", f"Content-Type: {declared}"]
        lines += [f'Content-Disposition: attachment; filename="{name}"']
        lines += ["Content-Transfer-Encoding: base64", "", base64.b64encode(data).decode(), ""]
    return "\r\n".join([*lines, "--b--", ""]).encode()


KINDS = [
    ("benk.png", "image/png", PNG, "image", True),
    ("benk.jpg", "application/octet-stream", b"\xff\xd8\xff\xe0" + b"\0" * 9, "image", True),
    ("referat.pdf", "application/pdf", b"%PDF-1.7", "document", True),
    ("budsjett.xlsx", "application/zip", ZIP, "document", True),
    ("alt.zip", "application/zip", ZIP, "archive", False),
    ("benk.png", "image/png", ZIP, "archive", False),
    ("faktura.pdf.exe", "application/pdf", b"%PDF-1.7", "program", False),
    ("benk.png", "image/png", b"MZ\x90", "program", False),
    ("side.html", "text/html", b"<script>", "program", False),
    ("tegning.svg", "image/svg+xml", b"<svg onload=x>", "program", False),
    ("regneark.xlsm", "application/zip", ZIP, "program", False),
    ("winmail.dat", "application/ms-tnef", b"\x78\x9f\x3e\x22", "other", False),
    ("notat.txt", "text/plain", b"hei", "text", True),
    ("", "application/octet-stream", b"?", "other", False),
]


@pytest.mark.parametrize(("name", "declared", "data", "kind", "fine"), KINDS)
def test_bytes_and_name_tell_the_kind_and_the_worse_counts(
    name: str, declared: str, data: bytes, kind: str, fine: bool
) -> None:
    (found,) = attachments(mail((name, declared, data)))
    assert (found.kind, found.safe, found.size) == (kind, fine, len(data))


NAMES = [
    ("../../etc/passwd", "_etc_passwd"),
    ("C:\\\\vindu\\\\fil.txt", "C_vindu_fil.txt"),
    ("faktura\u202egnp.exe", "fakturagnp.exe"),
    ("a\tb.txt", "a b.txt"),
    ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ("=?utf-8?q?m=C3=B8te.pdf?=", "møte.pdf"),
]


@pytest.mark.parametrize(("name", "shown"), NAMES)
def test_a_name_is_one_plain_line_and_no_path(name: str, shown: str) -> None:
    (found,) = attachments(mail((name, "application/pdf", b"%PDF-")))
    assert found.name.strip("_") == shown.strip("_")


def test_a_name_in_coded_bytes_is_read() -> None:
    raw = mail(("benk.png", "image/png", PNG))
    coded = raw.replace(
        b'filename="benk.png"', b"filename*=utf-8'nb'bryggeb%C3%A5t%20ved%20kaia.png"
    )
    assert [each.name for each in attachments(coded)] == ["bryggebåt ved kaia.png"]
    latin = raw.replace(b'filename="benk.png"', b"filename*=iso-8859-1''b%E5t.png")
    assert [each.name for each in attachments(latin)] == ["båt.png"]


def test_one_is_taken_out_byte_for_byte() -> None:
    raw = mail(("a.png", "image/png", PNG), ("alt.zip", "application/zip", ZIP))
    found = attachment(raw, 2)
    assert found is not None
    assert (found[0].name, found[1]) == ("alt.zip", ZIP)
    assert attachment(raw, 3) is None
    assert attachment(raw, 0) is None


def test_how_many_there_are_is_told_with_the_reading() -> None:
    raw = mail(("a.png", "image/png", PNG), ("b.png", "image/png", PNG))
    assert read(raw).attachments == 2


def test_a_mail_in_a_mail_is_one_attachment() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    raw += b"Content-Type: message/rfc822\r\n\r\n"
    raw += b"Subject: indre\r\n\r\nHei\r\n--b--\r\n"
    assert [each.kind for each in attachments(raw)] == ["mail"]


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "<svg onload=alert(1)>",
    "<iframe src=//evil.example></iframe>",
    '<form action="https://evil.example"><input name=p></form>',
    '<div style="background:url(https://evil.example/x)">x</div>',
    "<style>@import url(https://evil.example/x)</style>",
    '<base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<object data="https://evil.example"></object>',
    "<math><mtext><table><mglyph><style><!--</style>"
    '<img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<a href=\"https://x.example\" onclick=\"alert(1)\">x</a>",
    '<video poster="https://evil.example/x"><source src="https://evil.example/y"></video>',
    '<table background="https://evil.example/x"><td>x</td></table>',
    "<link rel=stylesheet href=https://evil.example/x>",
]  # fmt: skip


@pytest.mark.parametrize("html", ATTACKS)
def test_nothing_in_it_runs_or_is_fetched(html: str) -> None:
    shown = safe(f"<p>Hei</p>{html}")
    assert "Hei" in shown
    for word in ('alert(1)"', "onerror=", "onload=", "onclick=", "<script", "<img", "<svg", "src="):
        assert word not in shown.replace("&lt;img", "").replace("&gt;", "")
    assert "style=" not in shown
    assert 'href="javascript' not in shown
    assert "url(" not in shown


def test_a_link_says_where_it_leads_unless_its_words_do() -> None:
    hidden = safe('<a href="https://evil.example/login">Banken din</a>')
    assert "(evil.example)" in hidden
    assert 'rel="noopener noreferrer nofollow"' in hidden
    assert "small" not in safe('<a href="https://bank.example/x">https://bank.example/x</a>')


def test_a_picture_leaves_its_words() -> None:
    assert safe('<p>Se <img src="https://x.example/p.gif" alt="Benken ved kaia"></p>') == (
        "<p>Se [Benken ved kaia]</p>"
    )


def test_a_mail_without_html_has_none() -> None:
    assert html_of(b"Content-Type: text/plain\r\n\r\nHei <b>du</b>") == ""
    assert html_of(b"Content-Type: text/html\r\n\r\nHei <b>du</b>").strip() == "Hei <b>du</b>"


def test_very_deep_html_is_shown_or_dropped_and_breaks_nothing() -> None:
    assert isinstance(safe("<div>" * 50_000 + "Hei"), str)
