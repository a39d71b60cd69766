"""The block of fields above a whole mail quoted or passed on: From, Sent, To, Subject."""

import re

MAX_LINE = 400
MAX_BLOCK = 12
MAX_STRANGE = 2

KINDS = {
    "from": "from|fra|frå|från|van|von|de|da|od|lähettäjä|от|від|发件人|寄件者|差出人|보낸 사람|"
    "kimden|expéditeur|mittente|remitente|nadawca|feladó",
    "sent": "sent|date|sendt|dato|verzonden|verstuurd|datum|gesendet|skickat|envoyé|envoyé le|"
    "date d'envoi|message du|inviato|data|enviado|enviado el|enviado em|enviada|enviada em|fecha|"
    "wysłano|odesláno|lähetetty|päivämäärä|päiväys|отправлено|дата|надіслано|发送时间|日期|日時|"
    "送信日時|寄件日期|보낸 날짜",
    "to": "to|til|aan|an|till|à|a|para|do|komu|vastaanottaja|кому|收件人|宛先|받는 사람|"
    "destinataire|destinatario",
    "subject": "subject|emne|onderwerp|betreff|ämne|objet|sujet|oggetto|asunto|assunto|temat|"
    "předmět|aihe|тема|主题|主旨|件名|제목",
    "other": "cc|bcc|kopi|kopia|kopie|copie à|copia|dw|копия|抄送|reply-to|svar til|importance|"
    "prioritet|viktighet|vedlegg|attachments|bijlagen",
}
KIND_OF = {word: kind for kind, words in KINDS.items() for word in words.split("|")}
WORDS = "|".join(sorted(KIND_OF, key=len, reverse=True))
FIELD = re.compile(rf"(?i)^[^\w\n]{{0,4}}_{{0,2}}({WORDS})[*_]{{0,2}}\s?[:：][*_]{{0,2}}(.*)")
INLINE = re.compile(rf"(?i)(?:^|[\s*>])({WORDS})[*_]{{0,2}}\s?[:：]")
# A place or an hour after "Fra:" is a person's own plan, not a sender.
NOBODY = re.compile(r"(?i)^\W*(?:kl\.?\s*)?\d[\d.:\s-]*$")

DASH = r"[-_=\u2010-\u2015]"
ORIGINAL = re.compile(
    rf"(?i)^[ >*]{{0,4}}{DASH}{{2,60}} ?[^-_=\n]{{0,30}}(?:(?<![^\W_])origin|oppri|opphav|oprind|"
    r"oprind|ursprung|ursprüng|oorspronk|doorgestuurd|forwarded|videresend|vidaresend|"
    r"weitergeleitet|transféré|réexpédié|inoltrato|reenviado|encaminhada|vidarebefordra|"
    r"oryginaln|alkuperäi|původní|исходн|пересыл|原始|元のメッセージ|転送|转发)"
    rf"[^-_=\n]{{0,40}} ?{DASH}{{2,60}}\s*$"
)
BEGINS = re.compile(
    r"(?i)^\W{0,3}(?:begin forwarded message|start på (?:den )?(?:videresendt|vidarebefordrat)\w*|"
    r"videresendt (?:melding|besked)|vidaresend melding|begin doorgestuurd bericht|"
    r"anfang der weitergeleiteten|début du message|inizio messaggio inoltrato|"
    r"inicio del mensaje reenviado|início da mensagem)\b.{0,30}:\s*$"
)
REPLY_ABOVE = re.compile(
    r"(?i)^[^\w]{0,8}(?:please )?(?:type your |write your )?(?:reply|svar|antwoord|respond) "
    r"(?:above|over|boven) (?:this|denne|dette|deze|the) (?:line|linjen|linja|lijn|regel)"
    r"(?:\W*$|\b.{0,60}\W{2,8}$)"
)
RULE = re.compile(rf"^{DASH}{{4,}}\s*$")
DASHED = re.compile(rf"^{DASH}{{3,60}}\s?[^\n]{{2,60}}\s?{DASH}{{3,60}}\s*$")


def header_block(lines: list[str], at: int) -> bool:
    """Whether a whole quoted mail begins here."""
    line = lines[at].strip()[:MAX_LINE]
    if not line:
        return False
    if ORIGINAL.match(line) or BEGINS.match(line) or REPLY_ABOVE.match(line):
        return True
    if RULE.match(line) or DASHED.match(line):
        below = [i for i in range(at + 1, min(at + 4, len(lines))) if lines[i].strip()]
        return any(_is_block(lines, index, ruled=True) for index in below[:1])
    return _is_block(lines, at, ruled=False)


def after_block(lines: list[str], at: int) -> int:
    """Past the fields of the block that begins here."""
    at += 1
    while at < len(lines) and (not lines[at].strip() or FIELD.match(lines[at][:MAX_LINE])):
        at += 1
    return at


def _is_block(lines: list[str], at: int, ruled: bool) -> bool:
    first = FIELD.match(lines[at][:MAX_LINE])
    if not first:
        return False
    kinds, text = _block(lines, at)
    if "from" not in kinds or not {"sent", "to", "subject"} & kinds:
        return False
    if ruled:
        return True
    addressed = "@" in text
    enough = len(kinds - {"other"}) >= 3 and ("subject" in kinds or addressed)
    return enough or (addressed and "sent" in kinds)


def _block(lines: list[str], at: int) -> tuple[set[str], str]:
    """The kinds of field that stand together here, and their text."""
    kinds: set[str] = set()
    strange, texts = 0, []
    for line in lines[at : at + MAX_BLOCK]:
        if not line.strip():
            continue
        field = FIELD.match(line[:MAX_LINE])
        strange = 0 if field else strange + 1
        told = _kinds(field) if field else set()
        if strange > MAX_STRANGE or told & kinds - {"other"}:
            break
        kinds |= told
        texts.append(line[:MAX_LINE] if field else "")
    return kinds, "\n".join(texts)


def _kinds(field: re.Match[str]) -> set[str]:
    """Usually one; some phones write several on a line."""
    first = KIND_OF[field[1].lower()]
    if first == "from" and NOBODY.match(field[2]):
        return set()
    more = (found[1].lower() for found in INLINE.finditer(field[2]))
    return {first} | {KIND_OF[word] for word in more if len(word) > 2}
