"""Why a letter did not arrive, as servers word it: one row a reason and language."""

import re
from collections.abc import Mapping

WHO = (
    r"(?:user(?: ?name| ?id)?|mailbox|inbox|address(?:ee)?|recipients?|account|login|person|alias|"
    r"e-?mail|local[- ]?part|member|subscriber|dest(?:ination)?|screen name|customer|mail ?drop|"
    r"name)"
)
WHERE = (
    r"(?:host ?(?:name)?|domain|mx|server name|site|mail exchanger|destination server|name server)"
)
LACKS = (
    r"(?:unknown|not (?:be )?(?:found|known|exist\w*|valid|listed|recogni[sz]ed|registered|defined|"
    r"located|a valid|a known|our|on this|here|local|present|in (?:our|the|my))|"
    r"does ?n.?[o]?t (?:exist|match|have an? (?:\S+ )?(?:account|mailbox))|no longer (?:exist|"
    r"valid|active|with|in use|available|on|works|a)|isn.t (?:valid|known|listed|a valid)|"
    r"wasn.t found|couldn.t be found|could not be (?:found|resolved)|nonexist\w*|non-exist\w*|"
    r"invalid|not? ?match)"
)

# Nobody is there, and never will be.
GONE = {
    "nobody": (
        rf"\b{WHO}\b[^.;\n]{{0,50}}?\b{LACKS}",
        rf"\b(?:unknown|invalid|no such|no|bad|non-?existent|not a (?:valid|known)|illegal|"
        rf"undefined|unresolvable|unrecogni[sz]ed|incorrect|wrong|inexistent|"
        rf"unroutable)\b(?: \w+)?[ :]{{1,3}}(?:\w+ )?{WHO}\b(?! (?:name )?(?:authenti|password|"
        rf"space|access))",
        r"no (?:mailbox|user|one|account|person|such) (?:here|by|with|exists?|of|known|found|at)\b|"
        r"no matches|not listed in|not in (?:my|our) (?:list|control|user)|user doesn.t|"
        r"no match for|doesn.t have an? [^\n]{0,40}?account|account (?:has been |is |"
        r"was )?(?:closed|deleted|terminated|removed|cancel)|(?:he|she|her)\W{1,3}(?:he|she|"
        r"her)? ?is not|recip(?:ient)?(?: \w+)? ?not ?found|unknown[- ](?:local|to|rcpt|user)|"
        r"(?:mailbox|user|address|recipient) (?:has been )?(?:removed|deleted|cancelled)|not (?:a|"
        r"our) customer|wasn.t found at|name is (?:ambiguous|not recogni[sz]ed)|"
        r"mailbox unavailable or access denied|no valid recip|destination (?:user|mailbox|"
        r"address) (?:is )?(?:unknown|invalid|disab)|not found in director|"
        r"bad destination (?:mailbox|system|host)|can.t find (?:user|recipient)|addressee unknown|"
        r"unknown address|user or domain|5\.1\.0 (?:<[^>]*> )?recipient rejected|"
        r"5\.4\.1 recipient address rejected|recipient address rejected: access denied|"
        r"\b542 \S* ?rejected|could not be found|resolver\.adr|recipnotfound|"
        r"undeliverable address|has an invalid|unrouteable|unroutable|"
        r"invalid final delivery|\b55[0-3] (?:5\.1\.1 )?<?\s*>? ?does not exist",
    ),
    "refused as nobody": (
        r"#?5\.1\.0 (?:<[^>]*> )?address rejected|not our (?:user|customer|recipient)|"
        r"account (?:is |was )?(?:not available|unavailable)|archived recipient|"
        r"rejected recipients?|(?:mail(?:ing)? |e-?mail )?receiver not found|nosuchuser|"
        r"recipient (?:is |was )?not accepted|rcpt(?: \(? ?\)?)? does ?n.t exist|(?:bad|"
        r"valid)rcptto|missing home directory|unable to (?:find|locate|resolve|"
        r"identify) (?:the )?(?:\w+ )?(?:recipient|user|route|address|mailbox)|"
        r"not have an? (?:\w+ )?account|not (?:a )?local (?:user|mailbox|address)|"
        r"(?:all )?recipient address(?:es)? rejected ?: access denied|unavailable to take delivery|"
        r"(?:recipient|user|person|name) no longer|mailbox[^.\n]{0,40} is closed|"
        r"rejected by recipients|unknown-?(?:user|recipient)|has been replaced by|"
        r"not (?:an? )?(?:active|existing|current) (?:user|account|mailbox|address|customer|"
        r"member)",
    ),
    "moved": (
        r"(?:user|account|address|mailbox|recipient|he|she)? ?(?:has|have) (?:been )?(?:moved|left|"
        r"changed|migrated)\b(?! spam)|no longer (?:works? (?:here|for|at)|employed|with (?:us|the|"
        r"our)|an employee|accepts? (?:e?mail|messages))|left (?:the|our) company|new address is|"
        r"moved to|user not local|has relocated|not (?:any)?more (?:in use|valid)",
    ),
    "nowhere": (
        rf"\b{WHERE}\b[^.;\n]{{0,40}}?(?:not (?:be )?(?:found|exist|known|reachable|resol)|unknown|"
        r"does ?n.?t exist|does not exist|no such|invalid|lookup fail|couldn.t be found|"
        r"wasn.t found|does not accept (?:e?-?mail|messages|any)|non-?existent|is illegal)",
        rf"(?:unknown|invalid|no such|illegal|bad|unrouteable|unroutable|"
        rf"nonexistent) (?:\w+ )?{WHERE}",
        r"host/domain (?:name )?(?:does not|not)|nxdomain|null ?mx|no mx\b|domain name not found|"
        r"couldn.t find any host|name or service not known|no (?:mail )?(?:host|exchanger|"
        r"servers?) for|non-existent hosts|malformed or unexpected name server|"
        r"no data record of requested|(?:all relevant )?mx records? (?:point|could|not|found)|"
        r"\bnot? ?a valid domain|dns (?:error|lookup)[^\n]{0,60}not found|nameserver query",
    ),
    "nb nn da sv": (
        r"(?:ikke|ikkje|inte|findes ikke|ej) (?:funnet|finnes|fundet|hittas?|hittades|registrert)|"
        r"finnes ikke|finst ikkje|findes ikke|finns inte|eksisterer ikke|existerar inte|ukjent|"
        r"ukendt|okänd|fant ikke|hittades inte|finns inte|kunne ikke finn?de?s|ugyldig (?:mottaker|"
        r"adresse|modtager)|ogiltig",
    ),
    "de": (
        r"unbekannt|existiert nicht|nicht (?:bekannt|gefunden|vorhanden|existent)|kein (?:postfach|"
        r"benutzer|solch)|ungültige? (?:adresse|empfänger)|gibt es nicht",
    ),
    "nl": (
        r"onbekende?\b|bestaat niet|niet gevonden|ongeldig (?:adres|e-mail)|geen (?:gebruiker|"
        r"postbus)",
    ),
    "fr": (
        r"inconnue?\b|n.existe (?:pas|plus)|introuvable|non (?:recens|trouv)|adresse (?:invalide|"
        r"incorrecte|non valide|erron)|pas (?:trouv|été trouv)|n.a pas été trouv",
    ),
    "es pt it": (
        r"no existe|desconocid|usuario (?:no|inv)|no (?:se )?(?:ha )?(?:encontr|pudo encontrar)|"
        r"não (?:existe|encontrad|foi encontrad)|nao existe|inexistente|desconhecid|usuário inv|"
        r"non (?:esiste|trovat)|nessun(?: \w+)? ?utente|sconosciut|inesistente|utente non",
    ),
    "more": (
        r"nie istnieje|nie ma tak|nieznan|nie znaleziono|neexist|neznám|nem létezik|ismeretlen|"
        r"bulunamad|не (?:существует|найден|зарегистр)|неизвест|нет такого|несуществ|ei löydy|"
        r"tuntematon",
    ),
    "ja zh": (
        r"存在し(?:ません|ない|ませ)|見つかりません|宛先不明|不明な|不明です|該当|登録されてい(?:ない|ませ)|そのような|不存在|未知|找不到|没有找到|"
        r"无效的?(?:收件人|地址|用户)|查无|無此",
    ),
}

# The letter, its sender or a limit is at fault: the address may be as good as ever.
SPARED = {
    "full": (
        r"quota|(?:mail ?box|inbox|storage|account|disk|folder|box|device|postfach|"
        r"volume)(?: \w+){0,3} (?:is |are )?(?:almost )?(?:full|voll|overfull|size limit)|"
        r"enough (?:\w+ )?(?:storage|space|disk|room)|out of (?:disk|space|storage)|insufficient|"
        r"storage space|disk (?:full|space)|over ?(?:limit|quota|the allowed)|exceed|exceeds|"
        r"mailfolder|has (?:no|too many|too much)|number of messages in|allowed (?:size|space)|"
        r"(?:is|was) full\b|has run out",
    ),
    "size": (
        r"too (?:large|big|many|much|long|old|busy)|size limit|message size|maximum size|"
        r"larger than|length exceeds",
    ),
    "ours": (
        r"\bspf\b|\bdkim\b|dmarc|unauthenticated|not authenticated|authenticat|sender (?:address |"
        r"domain |verif\w* |ip |id )?(?:\S+ )?(?:reject|denied|unknown|invalid|does|not|was|is|"
        r"block|fail|must)|(?:invalid|unknown|bad|unverified) sender|sender verify|"
        r"sender.s? (?:domain|address|e-?mail)|domain of sender|unverified address|"
        r"mail from(?! ?:)|reverse (?:dns|lookup)|\brdns\b|\bptr\b|\bhelo\b|\behlo\b|return path|"
        r"from address|client host|your (?:ip|host|domain|server|network|e?mail server)|"
        r"email address is not verified|end of data command|after end of data|spoof|550 5\.7\.1|"
        r"not allowed to send|not permitted to|not authori[sz]ed|permission|not accept(?:ing|"
        r"ed)? (?:mail |messages? )from",
    ),
    "policy": (
        r"\bspam|blocked|\bblock(?:ing| list|list)|black ?-?list|\brbl\b|\bdnsbl\b|spamhaus|"
        r"spamcop|barracuda|reputation|policy|policies|prohibited|content|virus|infected|"
        r"suspicious|bulk|junk|abus|complaint|unsolicited|banned|denied by|access denied|"
        r"refused by|rejected (?:due|because|by (?:policy|the filter|filter))|restrict|relay|"
        r"rate.?limit|listed (?:in|at|by|on)\b|filter|attachment|security|moderat|"
        r"not (?:a )?member|members? only|only accepts|transaction failed",
    ),
    "off": (
        r"suspended|disabled|inactive|deactivated|locked|not active|expired|frozen|limited|"
        r"over[- ]?due|unpaid|on hold|not been collected|not activated|temporarily",
    ),
    "nb nn da sv": (
        r"full(?:t|e)?\b|kvote|midlertidig|prøv igjen|prøv igen|försök igen|tillfällig|overskred|"
        r"blokker|avvist (?:som|av|på grunn)|søppelpost|skräppost|forsink|fyldt",
    ),
    "de nl": (
        r"voll\b|überschritten|kontingent|vorübergehend|später|abgelehnt|verzöger|gesperrt|"
        r"zeitüber|zu groß|vol\b|overschreden|tijdelijk|later opnieuw|geweigerd|vertraag|te groot",
    ),
    "fr es it pt": (
        r"plein|pleine|dépass|temporaire|ultérieur|retard|refus|rejet|trop|llen[oa]|excedi|"
        r"temporal|más tarde|rechaz|bloquea|demasiado|pien[oa]|superat|temporane|rifiut|bloccat|"
        r"chei[oa]|tempor[aá]ri|recusad|bloquead",
    ),
    "more": (
        r"przekroczon|pełn|tymczasow|zablokow|переполнен|превыш|временн|спам|отклонен|повтор|"
        r"заблок|plná|megtelt|doldu|dolu",
    ),
    "ja zh": (
        r"超過|超えて|一杯|いっぱい|容量|上限|制限|一時的|迷惑|拒否|満杯|タイムアウト|接続|混雑|已满|超出|超过|垃圾|拒绝|稍后|暂时|频率|限制",
    ),
}

# Weaker than a plain word that nobody is there: the road, the hour, or no reason at all.
DOUBTED = {
    "road": (
        r"temporar|try(?:ing)? again|later|timed? ?-?out|time-out|expired|delay|"
        r"could not be delivered for|still (?:in|being)|will (?:keep|be) (?:try|retri)|retry|"
        r"warning|loop|too many hops|hop count|greylist|defer|connect|conversation with|no route|"
        r"not responding|unreachable|lost|busy|network|resources|internal error|system (?:error|"
        r"problem)|local error|config|command died|pipe|could not (?:lock|open|write|chdir|"
        r"complete)|i/o error|tls|certificate|unavailable at|closed|dropped|routing|queue|"
        r"maximum time|too long|administrator|prohibit|transient|protocol|syntax|unrecognized|"
        r"encod|8bit|8-bit|smtputf8|internationali[sz]ed|format",
    ),
}

# So plain that no policy or excuse beside it counts.
PLAIN = re.compile(
    r"(?i)no mailbox here by that name|(?:bad|valid)rcptto|"
    r"5\.4\.1 recipient address rejected: access denied|user unknown|unknown user|(?:no such|"
    r"unknown) (?:user|recipient|mailbox|address|account|local)|\b542 \S* ?rejected|(?:user|"
    r"recipient|mailbox|account|address)\b[^.;\n]{0,60}? (?:does ?n.?t|does not|do not) exist|"
    r"(?:domain|host) (?:is |was )?not reachable|domain name not found|host (?:not found|unknown)|"
    r"5\.1\.0 (?:<[^>]*> )?recipient rejected|\b55[03] \S* ?does not exist|unrouteable|"
    r"invalid (?:recipient|mailbox)|(?:recipient|user|mailbox) (?:is |was |has )?(?:not ?found|"
    r"unknown|invalid)|recipnotfound|(?:user|mailbox|account)[^.\n]{0,20} not listed in|"
    r"no such person|nxdomain|requested action not taken: mailbox unavailable|"
    r"account that you tried to reach does not exist|couldn.t be found|does not accept mail|"
    r"doesn.t have an? [^\n]{0,40}?account|recipient address rejected: access denied"
)
# What spares the address even then: it says of the sender what sounds as if said of the reader.
SENDERS = re.compile(
    r"(?i)\bspf\b|\bdkim\b|\bdmarc\b|mail ?box (?:is )?full|over quota|quota exceeded|"
    r"\bsender(?:.s)?(?: (?:address|domain|e-?mail|id|ip))? (?:reject|denied|unknown|not|is|was|"
    r"must|does|verif|fail|invalid|block|could|callout)|(?:invalid|unknown|bad|domain of|"
    r"unverified) sender|mail from\b(?! ?:)|from address|return path|black ?-?list|block ?-?list|"
    r"\brbl\b|spamhaus|\bspam\b|reverse (?:dns|lookup)|reputation|verify sender|sender user|"
    r"your ip\b|too many|\bblocked\b|(?:from|from:|message|mail) header|rule imposed|\bhelo\b|"
    r"\behlo\b"
)
TEMPORARY = re.compile(
    r"(?i)(?<![\d.])4\.\d\.\d{1,3}\b|temporar|try(?:ing)? again later|still being|will be retried|"
    r"delayed|deferred|greylist|retry (?:timeout|time not)|for \d+ (?:hours|days)|not responding|"
    r"timed out|connection (?:refused|reset|lost|closed|dropped)|no route|network is unreachable|"
    r"not found, try again|try later"
)


def _table(rows: Mapping[str, tuple[str, ...]]) -> re.Pattern[str]:
    return re.compile("|".join(pattern for row in rows.values() for pattern in row), re.IGNORECASE)


GONE_WORDS = _table(GONE)
SPARED_WORDS = _table(SPARED)
DOUBTED_WORDS = _table(DOUBTED)
