"""What the person wrote, told from what each mail program writes around it in each language."""

import pytest

from service.inbox.read.quote import newest

# One line is one wrap: "/" stands where the program broke the line.
ATTRIBUTIONS = [
    row.strip().replace(" / ", "\n").replace("K.Å", "Kari Ås <kari@bygda.example>")
    for row in """
On Sun, Mar 14, 2027 at 9:12 AM K.Å wrote:
On Sun, 14 Mar 2027 at 09:12, Kari Ås < / kari@bygda.example> wrote:
On Sun, Mar 14, 2027 at 9:12\u202fAM K.Å / wrote:
søn. 14. mar. 2027 kl. 09:12 skrev K.Å:
søn. 14. mar. 2027 kl. 09:12 skrev Kari Ås <kari@bygda.example / >:
sun. 14. mars 2027 kl. 09:12 skreiv K.Å:
Den søn. 14. mar. 2027 kl. 09.12 skrev K.Å:
Den sön 14 mars 2027 kl 09:12 skrev K.Å:
Op zo 14 mrt 2027 om 09:12 schreef K.Å:
Op zo 14 mrt. 2027 om 09:12 schreef Kari van den Ås / <kari@bygda.example>:
Am So., 14. März 2027 um 09:12 Uhr schrieb Kari Ås < / kari@bygda.example>:
Le dim. 14 mars 2027 à 09:12, K.Å a / écrit :
Il giorno dom 14 mar 2027 alle ore 09:12 K.Å ha / scritto:
El dom, 14 mar 2027 a las 9:12, Kari Ås (<kari@bygda.example>) escribió:
Em dom., 14 de mar. de 2027 às 09:12, K.Å / escreveu:
Kari Ås <kari@bygda.example> escreveu (domingo, 14/03/2027 / à(s) 09:12):
niedz., 14 mar 2027 o 09:12 K.Å napisał(a):
su 14. maalisk. 2027 klo 9.12 Kari Ås (kari@bygda.example) kirjoitti:
ne 14. 3. 2027 v 9:12 odesílatel K.Å napsal:
вс, 14 мар. 2027 г. в 09:12, K.Å:
2027年3月14日(日) 9:12 K.Å:
K.Å 于2027年3月14日周日 09:12写道：
K.Å ezt írta (időpont: 2027. márc. 14., V, 9:12):
2027-03-14 9:12 GMT+01:00 K.Å:
On Mar 14, 2027, at 9:12 AM, K.Å wrote:
On 14 Mar 2027, at 09:12, Kari Ås wrote:
14. mar. 2027 kl. 09:12 skrev K.Å:
Den 14. mar. 2027 kl. 09:12 skrev Kari Ås / <kari@bygda.example>:
Den 14. mars 2027 kl. 09.12 skreiv K.Å:
Op 14 mrt. 2027 om 09:12 schreef K.Å / het volgende:
Op 14 mrt 2027, om 09:12 heeft Kari Ås <kari@bygda.example> het volgende / geschreven:
Den 14. mar. 2027 kl. 09.12 skrev K.Å:
14 mars 2027 kl. 09:12 skrev K.Å:
Am 14.03.2027 um 09:12 schrieb K.Å:
Le 14 mars 2027 à 09:12, K.Å a écrit :
El 14 mar 2027, a las 9:12, K.Å escribió:
Em 14 de mar. de 2027, à(s) 09:12, K.Å escreveu:
Kari Ås <kari@bygda.example> kirjoitti 14.3.2027 kello 9.12:
Wiadomość napisana przez K.Å w dniu 14 mar 2027, / o godz. 09:12:
14. 3. 2027 v 9:12, K.Å:
2027/03/14 9:12、K.Åのメール:
On 14.03.2027 09:12, Kari Ås wrote:
Den 14.03.2027 09:12, skrev Kari Ås:
Den 14.03.2027 09:12, skreiv Kari Ås:
Op 14-03-2027 om 09:12 schreef Kari Ås:
Op 14-03-2027 om 09:12 schreef Kari Ås via Oppdrift:
Am 14.03.27 um 09:12 schrieb Kari Ås:
Kari Ås schrieb am 14.03.2027 um 09:12:
Le 14/03/2027 à 09:12, Kari Ås a écrit :
W dniu 14.03.2027 o 09:12, Kari Ås pisze:
On Sunday, March 14, 2027 at 09:12:13 AM GMT+1, K.Å wrote:
På søndag 14. mars 2027 kl. 09:12:13 CET, K.Å / skrev:
Op zondag 14 maart 2027 om 09:12:13 CET schreef K.Å:
Am Sonntag, 14. März 2027 um 09:12:13 MEZ hat Kari Ås / <kari@bygda.example> Folgendes geschrieben:
On Sunday, March 14th, 2027 at 9:12 AM, K.Å wrote:
---- On Sun, 14 Mar 2027 09:12:13 +0100 K.Å wrote ----
14.03.2027, 09:12, "Kari Ås" <kari@bygda.example>:
Sunday, 14 March 2027, 9:12 AM +0100 from K.Å:
On Sun, Mar 14, 2027 at 9:12 AM Kari Ås <kari@bygda.example / > wrote:
søndag 14. mars 2027 skrev K.Å følgende:
Op zondag 14 maart 2027 schreef K.Å het volgende:
Quoting K.Å:
Kari Ås wrote on 3/14/27 9:12 AM:
14 марта 2027 г. 9:12 пользователь K.Å написал:
-----Kari Ås <kari@bygda.example> wrote: -----
*On 14 March 2027 at 09:12 K.Å wrote:*
""".strip().splitlines()
]

HEADERS = [
    row.strip().replace(" / ", "\n")
    for row in """
Fra: Kari Ås <kari@bygda.example> / Sendt: søndag 14. mars 2027 09:12 / Til: Per / Emne: Frokost
Frå: Kari Ås <kari@bygda.example> / Sendt: sundag 14. mars 2027 09:12 / Til: Per / Emne: Frukost
*Fra:* Kari Ås <kari@bygda.example> / *Sendt:* søndag 14. mars 2027 09:12 / *Til:* Per / *Emne:* Mat
**Fra:** Kari Ås / **Sendt:** søndag 14. mars 2027 09:12 / **Til:** Per / **Emne:** Frokost
________________________________ / Fra: Kari Ås / Sendt: søndag 14. mars / Til: Per / Emne: Mat
Van: Kari Ås <kari@bygda.example> / Verzonden: zondag 14 maart 2027 09:12 / Aan: Per / Onderwerp: X
Van: Kari Ås / Datum: zondag 14 maart 2027 om 09:12 / Aan: Per <p@b.example> / Onderwerp: Ontbijt
Von: Kari Ås / Gesendet: Sonntag, 14. März 2027 09:12 / An: Per / Betreff: Frühstück
De : Kari Ås <kari@bygda.example> / Envoyé : dimanche 14 mars 2027 09:12 / À : Per / Objet : Mat
De: Kari Ås <kari@bygda.example> / Enviado: domingo, 14 de marzo de 2027 / Para: Per / Asunto: Mat
De: Kari Ås <kari@bygda.example> / Enviado: domingo, 14 de março 2027 / Para: Per / Assunto: Mat
Da: Kari Ås <kari@bygda.example> / Inviato: domenica 14 marzo 2027 / A: Per / Oggetto: Mat
Fra: Kari Ås / Sendt: 14. marts 2027 09:12 / Til: Per / Emne: Morgenmad
Från: Kari Ås / Skickat: den 14 mars 2027 09:12 / Till: Per / Ämne: Frukost
Lähettäjä: Kari Ås / Lähetetty: sunnuntai 14. maaliskuuta 2027 / Vastaanottaja: Per / Aihe: Ruoka
Od: Kari Ås / Wysłano: niedziela, 14 marca 2027 09:12 / Do: Per / Temat: Mat
Od: Kari Ås / Odesláno: neděle 14. března 2027 9:12 / Komu: Per / Předmět: Mat
От: Kari Ås / Отправлено: 14 марта 2027 г. 9:12 / Кому: Per / Тема: Mat
差出人: Kari Ås / 送信日時: 2027年3月14日 9:12 / 宛先: Per / 件名: Mat
发件人: Kari Ås / 发送时间: 2027年3月14日 9:12 / 收件人: Per / 主题: Mat
From: Kari Ås / Sent: Sunday, March 14, 2027 9:12 AM / To: Per / Subject: Breakfast
From: Kari Ås [mailto:kari@bygda.example] /  / Sent: Sunday, March 14 /  / To: Per /  / Subject: Mat
From: Kari Ås / Date: Sunday, 14 March 2027 at 09:12 / To: Per / Cc: Ola; / Eva / Subject: Mat
Date: Sun, 14 Mar 2027 09:12:13 +0100 / From: kari@bygda.example / To: per@b.example / Subject: Mat
Subject: Re: Mat / Date: Sun, 14 Mar 2027 09:12 / From: Kari Ås <kari@bygda.example> / To: Per
Fra: Kari Ås <kari@bygda.example> Sendt: 14. mars 2027 09:12 Til: Per Emne: Frokost
Van: Kari Ås Verzonden: zondag 14 maart 2027 09:12 Aan: Per Onderwerp: Ontbijt
Fra: Kari Ås / Sendt: 14. mars 2027 09:12 / Til: per@b.example Emne: Frokost
-----Original Message----- / From: Kari Ås / Sent: Sunday
-----Opprinnelig melding----- / Fra: Kari Ås / Sendt: 14. mars 2027 09:12 / Til: Per / Emne: Mat
-----Oorspronkelijk bericht----- / Van: Kari Ås / Verzonden: zondag 14 maart 2027 09:12
-------- Opprinnelig melding -------- / Fra: Kari Ås / Dato: 14.03.2027 09:12 (GMT+01:00) / Til: Per
-------- Opphavleg melding -------- / Frå: Kari Ås / Dato: 14.03.2027 09:12 / Til: Per / Emne: Mat
-------- Oorspronkelijk bericht -------- / Van: Kari Ås / Datum: 14-03-2027 09:12 / Aan: Per
-------- Originele bericht -------- / Onderwerp: Ontbijt / Datum: 14-03-2027 / Van: Kari Ås
-------- Oprindelig meddelelse -------- / Fra: Kari Ås
-------- Ursprungligt meddelande -------- / Från: Kari Ås
-------- Ursprüngliche Nachricht -------- / Von: Kari Ås
-------- Originalnachricht -------- / Von: Kari Ås
-------- Message d'origine -------- / De : Kari Ås
-------- Messaggio originale -------- / Da: Kari Ås
-------- Mensaje original -------- / De: Kari Ås
-------- Mensagem original -------- / De: Kari Ås
-------- Oryginalna wiadomość -------- / Od: Kari Ås
-------- Alkuperäinen viesti -------- / Lähettäjä: Kari Ås
-------- Původní zpráva -------- / Od: Kari Ås
-------- Исходное сообщение -------- / От: Kari Ås
------------------ 原始邮件 ------------------ / 发件人: Kari Ås
‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐ / On Sunday, March 14th, 2027 at 9:12 AM, Kari Ås wrote:
---------- Forwarded message --------- / Fra: Kari Ås <kari@bygda.example> / Date: søn. 14. mar.
---------- Videresendt melding ---------- / Fra: Kari Ås
---------- Doorgestuurd bericht --------- / Van: Kari Ås
---------- Forwarded message ---------- / From: Kari Ås
Begin forwarded message: /  / From: Kari Ås / Subject: Mat
Start på videresendt melding: /  / Fra: Kari Ås / Emne: Mat
Begin doorgestuurd bericht: /  / Van: Kari Ås / Onderwerp: Mat
Anfang der weitergeleiteten Nachricht: /  / Von: Kari Ås / Betreff: Mat
Début du message réexpédié : /  / De: Kari Ås / Objet: Mat
##- Please type your reply above this line -##
---- Svar over denne linjen ----
""".strip().splitlines()
]

FOOTERS = """
Sendt fra min iPhone
Sendt fra min iPad
Sendt frå min iPhone
Sendt frå iPhonen min
Sendt fra mobilen
Sendt fra min Samsung Galaxy-smarttelefon.
Sendt fra Outlook for iOS
Sendt fra Outlook for Android<https://aka.ms/x>
Sendt fra E-post for Windows
Sendt fra Yahoo Mail på Android
Sendt med Proton Mail
Hent Outlook for iOS
Skaff deg Outlook for Android<https://aka.ms/x>
Last ned Outlook for iOS
*Sendt fra min iPhone*
_Sent from my iPhone_
Sent from my iPad
Sent from my Galaxy
Sent from my Samsung Galaxy smartphone.
Sent from my mobile, please excuse typos
Sent from Outlook for Android<https://aka.ms/x>
Sent from Mail for Windows
Sent from Yahoo Mail for iPhone
Sent from the all new AOL app for iOS
Sent with Proton Mail secure email.
Sent via BlackBerry
Get Outlook for Android<https://aka.ms/x>
Sent from my Wiko VIEW 4G
Verstuurd vanaf mijn iPhone
Verzonden vanaf mijn Samsung Galaxy-smartphone.
Verzonden vanuit Outlook voor iOS
Verzonden met Mail voor Windows
Verzonden via Yahoo Mail
Download Outlook voor iOS
Outlook voor Android downloaden<https://aka.ms/x>
Sendt fra min Huawei-mobil
Hent Outlook til iOS
Skickat från min iPhone
Skickat från Outlook för iOS
Hämta Outlook för iOS
Von meinem iPhone gesendet
Gesendet von iPhone
Gesendet mit der GMX Mail App
Outlook für iOS beziehen<https://aka.ms/x>
Envoyé de mon iPhone
Envoyé depuis mon téléphone Huawei
Envoyé à partir de Outlook pour iOS<https://aka.ms/x>
Obtenir Outlook pour iOS
Inviato da iPhone
Enviado desde mi iPhone
Enviado do meu iPhone
Lähetetty iPhonesta
Wysłane z iPhone'a
Odesláno z iPhonu
Отправлено с iPhone
iPhoneから送信
发自我的iPhone
""".strip().splitlines()

DISCLAIMERS = [
    row.strip().replace(" / ", "\n")
    for row in """
This e-mail and any attachments are confidential and intended solely for the addressee.
CONFIDENTIALITY NOTICE: This message may hold privileged information.
Denne e-posten kan inneholde fortrolig informasjon og er kun ment for mottakeren. / Slett den.
Denne e-posten og eventuelle vedlegg er konfidensiell.
Innhaldet i denne e-posten er fortruleg og berre meint for mottakaren.
Dit bericht kan informatie bevatten die niet voor u is bestemd. / Verwijder het dan.
De informatie in dit e-mailbericht is uitsluitend bestemd voor de geadresseerde.
Diese E-Mail enthält vertrauliche Informationen.
Ce message et ses pièces jointes sont confidentiels.
Detta e-postmeddelande är konfidentiellt.
Please consider the environment before printing this e-mail.
Tenk på miljøet før du skriver ut denne e-posten.
Denk aan het milieu voordat u deze e-mail print.
Virus-free. www.avast.com
-- / Kari Ås / Tlf 99 88 77 66

--- / Kari Ås / Bygda grendelag / kari@bygda.example
_______________________________________________ / Frokost mailing list / Frokost@lists.example
You received this message because you are subscribed to the Google Groups "Mat" group.
-----BEGIN PGP SIGNATURE----- /  / iQEzBAEBCAAdFiEE / -----END PGP SIGNATURE-----
""".strip().splitlines()
]

QUOTED = "\n\n> Velkommen til frokost.\n> Svar JA eller NEI.\n"
UNMARKED = "\n\nVelkommen til frokost.\nSvar JA eller NEI.\n"


@pytest.mark.parametrize("line", ATTRIBUTIONS)
def test_an_answer_stands_above_below_or_nowhere(line: str) -> None:
    assert newest(f"Nei, dessverre.\n\n{line}{QUOTED}") == "Nei, dessverre."
    assert newest(f"Nei, dessverre.\n{line}{UNMARKED}") == "Nei, dessverre."
    assert newest(f"{line}{QUOTED}\nNei, dessverre.\n") == "Nei, dessverre."
    assert newest(f"{line}{QUOTED}") == ""
    assert newest(f"{line}{UNMARKED}") == ""


@pytest.mark.parametrize("block", HEADERS)
def test_a_header_block_ends_the_words(block: str) -> None:
    assert newest(f"Nei, dessverre.\n\n{block}{UNMARKED}") == "Nei, dessverre."
    assert newest(f"{block}{UNMARKED}") == ""


@pytest.mark.parametrize("line", FOOTERS)
def test_a_programs_own_line_is_not_the_persons(line: str) -> None:
    assert newest(f"Nei, dessverre.\n\n{line}\n\n{ATTRIBUTIONS[0]}{QUOTED}") == "Nei, dessverre."
    assert newest(f"{line}\n\n{ATTRIBUTIONS[0]}{QUOTED}\nNei, dessverre.") == "Nei, dessverre."


@pytest.mark.parametrize("text", DISCLAIMERS)
def test_what_a_firm_adds_is_not_the_persons(text: str) -> None:
    assert newest(f"Nei, dessverre.\nKari\n\n{text}\n{QUOTED}") == "Nei, dessverre.\nKari"


@pytest.mark.parametrize(
    "words",
    [
        "Ja!",
        "Hilsen Kari",
        "Med vennlig hilsen\nKari Ås",
        "Ja, vi kommer.\n\nMed vennlig hilsen\nKari Ås\nTlf. 99 88 77 66",
        "Ja graag!\n\nMet vriendelijke groet,\nAnna",
        "Som Kari skrev 14.03.2027, kan vi ta med:\n- kake\n- kaffe",
        "On Monday at 10:30 I wrote:\nthat we come.",
        "Den 14.03.2027 kl 10:30 skrev jeg til styret:\nvi vil ha et bord.",
        "Vi kommer to:\n- Kari\n- Per",
        "Fra: Oslo\nTil: Bergen\nDato: 14. mars kl. 10:30",
        "Dato: 14.3\nFra: 08:00\nTil: 10:00\nSted: Biblioteket",
        "Emne: frokost. Jeg kommer.",
        "Til: alle som vil\nJeg kommer.",
        "On the table there are three lists:\n\nkaffe, te og kake",
        "Sent from my cabin, where the phone seldom works.",
        "Sendt fra skolen: tre påmeldinger til frokost. Kan vi komme tidligere?",
        "Sent you a mail from my phone yesterday",
        "Sendt inn påmelding fra mobilen i går, fikk dere den?",
        "Sent from my mobile and see you tomorrow at eight",
        "Svar over denne linjen ser jeg ikke. Jeg kommer.",
        "Hvem: Per\nNår: 14.03.2027 kl. 09:12\nHvor: Biblioteket",
        "Op 14 maart 2027 om 09:12 schreef ik al:\nik kom.",
        "Program:\n08:00 Kaffe\n08:30 Kari: velkommen",
        "Jeg har sendt fra meg nøkkelen, og kommer på mandag.",
        "Denne e-posten leste jeg først i dag, så jeg kommer ikke.",
        "Det jeg sier om dette er konfidensielt: jeg kommer.",
        "Kan vi\n----------------------\nflytte bordet? Jeg kommer.",
        "Ja -- vi kommer.",
        "Ja!\n\n---\nKan jeg ta med Per?",
        "I morgen kl. 10:30 kommer vi:\nKari og Per",
        "Skriv til kari@bygda.example før 12:30:\nhun vet mer.",
        "Outlook på telefonen min virker ikke, så jeg svarer her.",
        "a\n\n\n\nb",
    ],
)
def test_nothing_of_the_persons_is_taken(words: str) -> None:
    assert newest(words) == words
    assert newest(f"{words}\n\n{ATTRIBUTIONS[3]}{QUOTED}") == words


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("> Kommer du?\nJa.\n> Allergi?\nNei.", "Ja.\n\nNei."),
        ("Kari Ås wrote:\n> Kommer du?\n\nJa.", "Ja."),
        ("Kari Ås <kari@bygda.example> writes:\n\n> Kommer du?\n\nJa.", "Ja."),
        ("KÅ> Kommer du?\nJa.", "Ja."),
        (f"{ATTRIBUTIONS[0]}\n\nJa.\n\n> Kommer du?\n", "Ja."),
        ("Ja.\n> > Kommer du?\n>> Eller?", "Ja."),
        ("Ja.\n\n> " + "ord " * 18 + "og\nmer.\n> Slutt.", "Ja."),
        ("> " + "ord " * 18 + "ja?\nja\n> Allergi?\nnei", "ja\n\nnei"),
        ("-----Original Message-----\nFrom: Kari\nSubject: Mat\n\n> Kommer du?\n\nJa.", "Ja."),
        ("Sendt fra min iPhone", ""),
        ("Ja.\n\nSendt fra min iPhone\nKari Ås\n\n> Allergi?\n\nNei.", "Ja.\n\nNei."),
        ("Ja.\n-- \nKari\n\n> Allergi?\n\nNei.", "Ja.\n\nNei."),
        ("-- \nKari Ås", "Kari Ås"),
        ("Ja.\r\n\r\n> Kommer du?\r\n", "Ja."),
        ("\ufeffJa.\u200b\n\n\u200eOn 14 Mar 2027 at 09:12, Kari <k@b.example> wrote:\n> x", "Ja."),
        ("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nJa.\n\n"
         "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----", "Ja."),
    ],
)  # fmt: skip
def test_a_shape_is_read(text: str, own: str) -> None:
    assert newest(text) == own
