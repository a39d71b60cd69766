"""A guess at the language of a few words; none when they could be two."""

import re

TYPICAL = {
    "nb": (
        "ikke jeg hva hvor hvordan noe være bare dere fra mye også kommer hei takk blir meg "
        "vennlig "
        "hilsen gjerne dessverre ja nei kan vi hun uke gjøre en et noen du selv mer enn nå"
    ),
    "nn": (
        "ikkje eg kva kor korleis noko vere berre frå mykje òg kjem hei takk blir meg beste "
        "helsing "
        "gjerne gjerna diverre ja nei kan me vi ho veke gjere ein eit nokon de dykk sjølv meir enn"
    ),
    "nl": (
        "ik het een niet van graag voor wij je jij naar met groet groeten helaas nee ja kan we "
        "zijn "
        "bij ook uitnodiging bedankt maar heb de en dat deze er aan wat kom komen op"
    ),
    "en": (
        "the i to and you not will be can't it for thanks thank with my we is of can would that "
        "this "
        "are unfortunately yes no please have at in"
    ),
}
WORDS = {name: frozenset(words.split()) for name, words in TYPICAL.items()}
WORD = re.compile(r"[\w']+")


def language(words: str) -> str | None:
    counts = dict.fromkeys(WORDS, 0)
    for word in WORD.findall(words[:4000].lower()):
        for name, known in WORDS.items():
            counts[name] += word in known
    best, second = sorted(counts.values(), reverse=True)[:2]
    return next(name for name, n in counts.items() if n == best) if best > second else None
