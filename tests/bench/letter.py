"""The letter that is measured, 40 kB with twelve links of one's own, and who gets it."""

from collections.abc import Iterator
from typing import NamedTuple

from emails.page import Page
from emails.slots import slot
from emails.wrap import wrap

LINKS = 12
DOMAINS = 97
MOST = 2**20  # names that differ
STRIDE = 611_953  # odd, so that each name comes once

TITLE = "Nytt fra Pådriv Havnevik: frokost, ombruk og en ny møteplass"
LEAD = "Her er det som har skjedd siden sist, og det du kan være med på nå."
STORIES = [
    (
        "Fullt hus på ombruksfrokosten",
        "Sytti naboer møtte opp klokka åtte og gikk hjem med ni avtaler om å dele verktøy.",
        "Neste gang tar vi for oss møbler. Ta med et bilde av det du vil gi bort, så henger vi det"
        " opp på veggen. Frokosten er gratis, og småsøsken er like velkomne som oldeforeldre.",
    ),
    (
        "Ny møteplass i det gamle båthuset",
        "Kommunen låner oss båthuset ut året. Vi trenger folk som kan male, rydde og koke kaffe.",
        "Dugnaden begynner lørdag morgen og varer så lenge vi orker. Maling, koster og hansker"
        " ligger klart. Har du en stige på over fire meter, vil vi svært gjerne høre fra deg.",
    ),
    (
        "Bli med og kartlegge ledige tak",
        "Et tak som vender mot sør kan varme en hel skole. Gå en tur i gata di og meld fra.",
        "Alt du trenger er en telefon og en halvtime. Vi har delt byen i tretti ruter, og seks av"
        " dem er allerede gått. Kartet blir åpent for alle, også for dem som eier takene.",
    ),
    (
        "Bedriftene på Øra går sammen om strøm",
        "Fire naboer med ulike behov sparer mer enn noen av dem trodde. Slik regnet de det ut.",
        "Bakeriet bruker strøm om natta, kontorene om dagen, og fryselageret når det er billig."
        " Et felles batteri jevner ut resten. Nå spør de om flere i nabolaget vil være med.",
    ),
    (
        "Sykkelverkstedet søker en til",
        "Åge og Sølvi reparerer hver torsdag. De lærer deg gjerne opp, og kaka er hjemmebakt.",
        "I fjor ble det 412 sykler. De fleste trengte bare luft, olje og en ny vaier. Barn får"
        " hjelpe til selv, og den som blir ferdig først, får velge sang på anlegget.",
    ),
]
FOOT = "Du får dette brevet fordi du har meldt deg på. Du kan når som helst melde deg av."
DATES = [
    ("4. mars", "Ombruk av møbler"),
    ("18. mars", "Strøm på deling"),
    ("1. april", "Mat som ellers kastes"),
    ("15. april", "Hva havet tåler"),
    ("29. april", "Trygg vei til skolen"),
    ("13. mai", "Hager på tak"),
]

FONT = "font-family:Inter,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
CELL = f"padding:10px 24px;word-break:break-word;text-align:left;{FONT};color:#1e2b3c"
WIDE = (
    '<table align="center" border="0" cellpadding="0" cellspacing="0" role="presentation"'
    ' style="background:#ffffff;background-color:#ffffff;width:100%;max-width:600px">'
)


class Person(NamedTuple):
    first_name: str
    name: str
    email: str


def letter() -> Page:
    return Page(subject=TITLE, preheader=LEAD, html=html(), text=text())


def link(number: int) -> str:
    if number == LINKS:
        return f"https://paadriv.example/u/{slot('token')}"
    return f"https://paadriv.example/k/{slot('token')}/{number}"


# The letter as text


def text() -> str:
    stories = [
        f"{title}\n{'-' * len(title)}\n{wrap(body)}\n\n{wrap(more)}\n\n"
        f"Bilder: {link(2 * place + 1)}\nLes mer og bli med: {link(2 * place + 2)}"
        for place, (title, body, more) in enumerate(STORIES)
    ]
    dates = "\n".join(f"* {day}: {topic}, klokka 8 i båthuset" for day, topic in DATES)
    end = f"Hele kalenderen: {link(11)}\n\n{wrap(FOOT)}\n{link(12)}\n"
    return "\n\n".join([TITLE, greeting(), LEAD, *stories, dates, end])


def greeting() -> str:
    return f"Hei {slot('first_name')}!"


# The letter as HTML, as verbose as mail clients want it


def html() -> str:
    stories = [
        section(picture(place, title) + row(f"<strong>{title}</strong>", 22) + row(body, 18))
        + section(row(more, 16) + row(signed(place), 13) + button(2 * place + 2, "Bli med"))
        for place, (title, body, more) in enumerate(STORIES)
    ]
    dates = "\n".join(row(f"<b>{day}</b> {topic}, klokka 8 i båthuset", 15) for day, topic in DATES)
    first = section(row(TITLE, 28) + row(greeting(), 20) + row(LEAD, 17))
    last = section(dates + button(11, "Hele kalenderen")) + section(foot())
    return f"{HEAD}\n{first}\n{''.join(stories)}\n{last}\n</div>\n</body>\n</html>\n"


HEAD = f"""<!doctype html>
<html lang="nb" dir="ltr" xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{TITLE}</title>
<style>
#outlook a {{ padding: 0; }}
body {{ margin: 0; padding: 0; -webkit-text-size-adjust: 100%; -ms-text-size-adjust: 100%; }}
table, td {{ border-collapse: collapse; mso-table-lspace: 0pt; mso-table-rspace: 0pt; }}
img {{ border: 0; height: auto; line-height: 100%; outline: none; text-decoration: none; }}
@media only screen and (min-width: 480px) {{ .half {{ width: 50% !important; max-width: 50%; }} }}
@media (prefers-color-scheme: dark) {{ .card {{ background: #14202e !important; }} }}
</style>
</head>
<body style="word-spacing:normal;background-color:#f2f4f7">
<div style="background-color:#f2f4f7" lang="nb" dir="ltr">"""


def section(inner: str) -> str:
    return f"""
<!--[if mso | IE]><table align="center" border="0" cellpadding="0" cellspacing="0" class="card"
 role="presentation" style="width:600px" width="600"><tr><td style="line-height:0px;font-size:0px">
<![endif]-->
<div class="card" style="background:#ffffff;margin:0px auto;max-width:600px;border-radius:8px">
{WIDE}
<tbody>
<tr>
<td style="direction:ltr;font-size:0px;padding:20px 0;text-align:center;vertical-align:top">
{WIDE}
<tbody>
{inner}
</tbody>
</table>
</td>
</tr>
</tbody>
</table>
</div>
<!--[if mso | IE]></td></tr></table><![endif]-->"""


def row(content: str, size: int) -> str:
    return f"""<tr>
<td align="left" style="font-size:0px;{CELL}">
<div style="{FONT};font-size:{size}px;line-height:1.5;text-align:left;color:#1e2b3c">{content}</div>
</td>
</tr>
"""


def picture(place: int, title: str) -> str:
    return f"""<tr>
<td align="center" style="font-size:0px;{CELL}">
<table border="0" cellpadding="0" cellspacing="0" role="presentation"
 style="border-collapse:collapse;border-spacing:0px">
<tbody>
<tr>
<td style="width:552px"><a href="{link(2 * place + 1)}" target="_blank"><img alt="{title}"
 height="auto" src="https://paadriv.example/m/{place}.jpg" style="border:0;border-radius:6px;
display:block;outline:none;text-decoration:none;height:auto;width:100%;font-size:15px"
 width="552"></a></td>
</tr>
</tbody>
</table>
</td>
</tr>
"""


def signed(place: int) -> str:
    return f"Sak {place + 1} av {len(STORIES)} · skrevet av frivillige i Havnevik"


def button(number: int, words: str) -> str:
    return f"""<tr>
<td align="left" vertical-align="middle" style="font-size:0px;{CELL}">
<table border="0" cellpadding="0" cellspacing="0" role="presentation"
 style="border-collapse:separate;line-height:100%">
<tbody>
<tr>
<td align="center" bgcolor="#0b6e4f" role="presentation" style="border:none;border-radius:6px;
cursor:auto;mso-padding-alt:12px 25px;background:#0b6e4f" valign="middle">
<a href="{link(number)}" style="display:inline-block;background:#0b6e4f;color:#ffffff;{FONT};
font-size:16px;font-weight:600;line-height:1.2;margin:0;text-decoration:none;text-transform:none;
padding:12px 25px;mso-padding-alt:0px;border-radius:6px" target="_blank">{words}</a>
</td>
</tr>
</tbody>
</table>
</td>
</tr>
"""


def foot() -> str:
    return row(f'{FOOT} <a href="{link(12)}" style="color:#0b6e4f">Meld meg av</a>', 13)


# Who gets it

STARTS = "Arn Bjørn Dag Ei Fri Gun Hå Ing Jør Kjæ Lå Mær Nå Odd Pål Ra Sæ Tor Ul Vå Ås Æv Øy Åg"
STARTS += " Bå Dør Hall Jan Rø Sol Stå Sy"
ENDS = (
    "mund hild geir run vard bjørg laug stein grim dis ve frid rik ulv år berg lin måne gerd leif"
)
ENDS += " not vår tyr unn finn bera sæl bod mar gød nor øyv"
FAMILIES = "Aasen Bråthen Dæhlie Flø Gjærum Håland Løkken Nygård Ødegård Ås Særsland Vågen"
SIMPLE = [start + end for start in STARTS.split() for end in ENDS.split()]


def names(number: int) -> Iterator[Person]:
    """No first name comes twice, so that no cache of ours or of others can help."""
    if number > MOST:
        raise ValueError(f"There are only {MOST} names.")
    families = FAMILIES.split()
    for place in range(number):
        high, low = divmod(place * STRIDE % MOST, len(SIMPLE))
        first = f"{SIMPLE[high]}-{SIMPLE[low]}"
        family = families[place % len(families)]
        yield Person(first, f"{first} {family}", f"p{place}@post{place % DOMAINS}.example")
