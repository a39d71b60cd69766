"""How failure is worded: subjects, and sentences that no person writes; one row a language."""

import re
from collections.abc import Mapping

SUBJECTS = {
    "en": (
        r"un-?deliver|returned (?:e-?)?mail|returned (?:message|to sender)|return(?:ing)? (?:to|"
        r"message)",
        r"deliver\w* (?:status|has|failed|problem|error|report|notif|failure|unsuccess|delay|"
        r"incomplete|attempt|warning|not possible)",
        r"(?:notification|report|status|notice) (?:of|on|about) (?:\w+ )?(?:deliver|failure|"
        r"non-?deliv)",
        r"failure (?:notice|delivery|notification|report|to deliver)|processing error",
        r"(?:mail|message)s? (?:delivery|system error|could not|couldn.t|can(?:no|')t|failure|"
        r"not (?:be )?deliver|failed|status|undeliver|was not|rejected|returned|blocked|bounced|"
        r"delayed)",
        r"(?:could not|cannot|couldn.t) (?:be )?(?:deliver|send|sent)|unable to (?:deliver|send)",
        r"non[- ]?(?:deliver|remis)|nondeliver|bounced?\b|user unknown|invalid (?:user|recip|addr)",
        r"unknown (?:user|recipient|address)|(?:failed|bad|wrong) (?:mail|deliver|recipient|"
        r"address)",
        r"error (?:sending|in (?:your )?mail|delivering|condition)|problems? (?:delivering|"
        r"sending)",
        r"warning: (?:message|could not|e?mail)|permanent (?:error|fail)|dsn: |\(failure\)",
        r"mailbox (?:is )?(?:full|unavailable|not found|unknown)|over quota|quota exceeded",
        r"address (?:not found|unknown|error)|not member|(?:in mail|apparently) from you|"
        r"postmaster notify|rejected(?: mail)?\b|message you sent (?:blocked|rejected)|"
        r"email (?:not delivered|rejected|returned)",
    ),
    "nordic": (
        r"kunne ikke leveres|kan ikke leveres|ikke levert|leveringsfeil|leveringsrapport|"
        r"leveransrapport|leveringsstatus|leveransstatus|uleveret|returnert|returneret|olevererbar|"
        r"olevererbar|gick inte att leverera|levering (?:til|av)[^\n]{0,60}mis|"
        r"kunde inte levereras|kan inte levereras|ei voi toimittaa|toimittaminen",
    ),
    "de": (
        r"unzustellbar|nicht zustellbar|nicht zugestellt|zustell(?:ung|fehler|problem)|rückmeldung|"
        r"rückläufer|fehler bei der nachricht|fehlgeschlagen|konnte nicht",
    ),
    "nl": (r"onbestelbaar|niet (?:be|af)zorgd|niet afgeleverd|bezorg(?:ing|fout)|kon niet worden",),
    "fr": (
        r"non (?:remis|distribu|délivr)|échec (?:de|d.)|echec (?:de|d.)|utilisateur (?:inconnu|"
        r"non)|retour (?:de|à l)|impossible de (?:remettre|délivrer|distribuer)|adresse inconnue",
    ),
    "es": (
        r"no (?:se ha |se pudo )?entrega|no entregad|devuelto|error (?:de|al) env|fallo (?:de|en)",
    ),
    "it": (
        r"mancat[ao] (?:consegna|recapito)|(?:recapito |consegna )?non (?:recapit|consegn|riuscit)|"
        r"impossibile recap",
    ),
    "pt": (r"não (?:entregue|pôde ser|foi)|falha (?:na|de|no)|devolvid|não é possível entregar",),
    "pl": (r"niedostarcz|nie (?:można|udało|dostarcz)|zwrot",),
    "ru": (
        r"недоставлен|не (?:может быть |было |удалось )?доставлен|ошибка доставки|невозможно дост",
    ),
    "ja": (
        r"配信(?:不能|でき|エラー|に失敗)|送信(?:でき|エラー|に失敗|失敗)|配信失敗|届けられま|未達|不達|返送|エラーメール|宛先不明|メールを配信|"
        r"ge-?ru so-?shin era",
    ),
    "zh": (
        r"退信|退回|未(?:能)?(?:送达|传递|投递|送達)|无法(?:投递|送达|传递)|無法(?:傳遞|投遞|寄送)|传递失败|系统退信",
    ),
    "more": (
        r"reponse: undeliv|toimittamat|doručen|teslim |nelze doručit|nedoručiteľn|kézbesíthetetlen|"
        r"teslim edilemedi|iletilemedi",
    ),
}

# Said by the machine itself, at the head of what it tells.
SENTENCES = {
    "en": (
        r"(?:could|can|was|has|were|have|did|is|are|does)(?: ?not|n.?t)(?: be| been)? (?:deliver|"
        r"reach|receiv|sent to|process|be sent|able to deliver|possible to deliver|successfully|"
        r"accept|permit|yet (?:be(?:en)?|reach))",
        r"(?:un-?deliver(?:able|ed)|not deliverable|unable to (?:deliver|send|relay|reach|find)|"
        r"failed to (?:deliver|send|reach)|can(?:not|n.?t) (?:deliver|send|be delivered)|"
        r"n.t able to deliver|not able to deliver|non-?deliver)",
        r"deliver(?:y|ing)? (?:to|of|for|has|attempt|your)[^\n]{0,80}\b(?:fail|delayed|abort|"
        r"expired|error|not possible|unsuccess)|delivery (?:failed|failure|error|aborted|problem)",
        r"(?:following|these) (?:\w+ ){0,2}(?:recipient|address|destination|user|"
        r"mailbox)\S* (?:failed|had|have|could|did|were|was|cannot|is|are)",
        r"(?:permanent|transient|fatal|non-fatal|delivery) (?:\w+ )?(?:errors?|problems|failures?)",
        r"transcript of (?:the )?session|failed (?:address|recipient)|unknown (?:user|recipient)|"
        r"error (?:occurred |was encountered )?(?:while|when|delivering|sending|in delivering)",
        r"trouble delivering|problems? (?:delivering|sending|with the e-?mail address)",
        r"(?:message|mail|email|letter) (?:to \S+ )?(?:has been |was |is being |"
        r"is )?(?:being )?(?:returned|rejected|bounced|blocked|refused|undeliver|discarded)|"
        r"rejected your message",
        r"returned to (?:you|sender)|address (?:not found|couldn.t be found)|"
        r"retry timeout exceeded|(?:user|recipient|mailbox|address) (?:unknown|not found|"
        r"does not exist|is full)",
        r"(?:no such|unknown|invalid|nonexistent) (?:user|recipient|mailbox|addressee|address|"
        r"local)",
        r"returning (?:it|your|this|message)|(?:mailbox|quota|account) (?:is )?(?:full|exceeded|"
        r"over)",
        r"(?:in reply to|responded|rcpt to:|<<< [45]\d\d|said: [45]\d\d|smtp error|error message:)",
        r"this (?:message )?(?:was )?created automatically by mail delivery|qmail-send program",
        r"still (?:in|being|trying|not) |was (?:stopped|considered)|will (?:be retried|keep trying|"
        r"retry|continue to try)",
        r"account is (?:disabled|limited|suspended)|no valid recip|"
        r"may not exist, or you may not have permission",
        r"could not (?:find|locate|open|resolve)|resent later|not (?:a )?member of (?:this|"
        r"the) (?:mailing )?list|your e?mail (?:was|could|did|has)",
    ),
    "nordic": (
        r"kunne ikke (?:leveres|sendes|nå)|gick inte att (?:leverera|hitta|skicka)|mislyk(?:tes|"
        r"kedes|kes|ket)|misslyckades|ikke (?:blitt )?levert|kan ikke leveres|ikke leveret|"
        r"kunde inte (?:levereras|skickas|nå)|inte (?:levererats|levererat)|"
        r"leveringen (?:mislyktes|mislykkedes)|finnes ikke|findes ikke|finns inte|fant ikke|"
        r"ikke funnet",
    ),
    "de": (
        r"nicht (?:zugestellt|zustell|ausgeliefert|erreicht|gesendet|übermittelt|weitergeleitet)|"
        r"unzustellbar|fehler bei der nachricht|konnte[n]? nicht|fehler bei der zustell|"
        r"existiert nicht|unbekannt",
    ),
    "nl": (
        r"niet (?:worden )?(?:afgeleverd|bezorgd|verzonden|bereikt|besteld)|kon(?:den)? niet|"
        r"onbestelbaar|mislukt",
    ),
    "fr": (
        r"n.a (?:pas )?pu|n.ont pas pu|pas (?:pu )?(?:e|ê)tre|non remis|échec de la remise|"
        r"n.a pas (?:été|ete)|échec|impossible d|inconnu|n.existe pas|n.est pas parvenu",
    ),
    "es": (
        r"error de entrega|no (?:se )?(?:pudo|ha podido|pudieron|puede|se entreg|ha sido|fue)|"
        r"no existe|devuelto",
    ),
    "it": (
        r"non riuscit|non (?:è stat|può essere|e' stat|ha raggiunto|esiste|è possibile)|"
        r"impossibile",
    ),
    "pt": (
        r"falha na entrega|não (?:pôde|foi|pode|conseguiu|existe|alcançou|chegou)|nao (?:pode|foi)|"
        r"falhou",
    ),
    "pl": (r"nie (?:mo[gż]|został|udało|istnieje)",),
    "ru": (r"не (?:удалось|может|мог|был|доставлен|существует|найден)|невозможно|недостав",),
    "ja": (
        r"でき(?:ません|なか)|届けられま|見つかりま|存在しま|不明|超過|失敗|エラー|届きません|haishin|haisou|soushin|dekimasen",
    ),
    "zh": (r"退信|退回|无法|無法|失败|失敗|不存在|未能|没有成功|已满",),
    "more": (
        r"nelze|nedoruč|nem (?:lehet|sikerült)|teslim edil|iletil|neizdevās|nepavyko|ei voitu",
    ),
}

# That it went well; and what is said only if it did not.
DELIVERED = re.compile(
    r"(?i)\bsuccessful(?:ly)? (?:deliver|relayed|mail deliver)|(?:was|were|been|is) (?:delivered|"
    r"relayed) (?:to|with|by|success)|delivery to the following recipients? (?:was|is) successful|"
    r"return receipt|(?:delivery|read) receipt|report that you requested"
)
MISSED = re.compile(
    r"(?i)(?:not|n.t)(?: yet)?(?: be| been)? (?:deliver|relay|reach|receiv)|cannot|unable|"
    r"fail(?!ure[^\n]{0,20}notif)|undeliver|unsuccess|delay|return(?:ed|ing)|reject|unknown|error"
)
# How a machine opens that is no known daemon: with itself, or with what became of the letter.
OPENING = re.compile(
    r"(?i)this is (?:the|an?) [^\n]{0,80}\b(?:program|system|server|agent|daemon|notification|"
    r"notice|report)|automatically by|automated (?:notif|message)|mail delivery (?:failed|failure|"
    r"error|problem)|transcript of|delivery failed|original message was received|(?:following|"
    r"these) (?:\w+ ){0,2}(?:address|recipient|user|mail|message)|(?:error|trouble|"
    r"problems?) (?:while )?(?:delivering|sending)|delivery (?:to|status|has|failure|report|notif)|"
    r"non-?deliver|undeliverable|(?:unknown|invalid) (?:user|recipient)\W|(?:unable to|could not|"
    r"couldn.t|cannot|can.t|failed to) (?:be )?(?:deliver\w*|send|sent)\b[^\n]{0,30}(?:message|"
    r"mail|following|<)|(?:your|the|this|attached|returned|original|"
    r"following) (?:\w+ ){0,4}?(?:message|e-?mail|mail)\b[^\n.!?]{0,100}(?:not|n.t|fail|return|"
    r"reject|block|undeliver|stopped)|ihre (?:nachricht|e-?mail)|votre (?:message|e-?mail|"
    r"courrier)|su mensaje|mensaje no|uw (?:bericht|e-?mail)|meldingen|meddelelsen|meddelandet|"
    r"levering(?:en)? (?:til|av)|gick inte att leverera|il messaggio|a sua mensagem|ваше (?:письмо|"
    r"сообщ)|échec de la|fehler bei|メール|宛先|邮件|郵件"
)


def _table(rows: Mapping[str, tuple[str, ...]]) -> re.Pattern[str]:
    return re.compile("|".join(pattern for row in rows.values() for pattern in row), re.IGNORECASE)


SUBJECT = _table(SUBJECTS)
SENTENCE = _table(SENTENCES)
