"""The words people stop, start and ask for help with, in the languages we know: data for the verdict."""

# 47 CFR 64.1200(a)(10): a reply of one of these seven is an opt-out by law, so Setup cannot remove them.
FCC_WORDS = ("STOP", "QUIT", "END", "REVOKE", "OPT OUT", "CANCEL", "UNSUBSCRIBE")

# One spelling each: OPTOUT, OPT-OUT and STOPALL are these same keywords once normalised.
DEFAULT_OPT_OUT_KEYWORDS = (*FCC_WORDS, "STOP ALL", "REMOVE")

LOCALE_PACK = ("ARRET", "ARRÊT", "BAJA", "STOPP", "ABMELDEN")

# A bare yes answers many questions: it opts in only a number that is opted out.
AFFIRMATIVE_WORDS = ("YES",)
OPT_IN_WORDS = ("START", "UNSTOP", *AFFIRMATIVE_WORDS)

HELP_WORDS = ("HELP", "INFO", "AIDE")

# Around a keyword these change nothing: the text still opts out.
COURTESY_WORDS = (
    *("please", "pls", "plz", "thanks", "many thanks", "thank you", "thank you very much", "thx"),
    *("now", "all", "texting me", "messages", "texts", "sms"),
    *("bitte", "danke", "danke schön", "vielen dank", "jetzt", "alle"),
    *("merci", "merci beaucoup", "s'il vous plaît", "s'il vous plait", "s'il te plaît", "svp", "stp"),
    *("por favor", "gracias", "muchas gracias", "ahora", "obrigado", "obrigada", "grazie", "per favore"),
    *("dank u", "bedankt", "alstublieft", "aub", "tack", "takk", "tak", "proszę", "prosze", "dziękuję"),
)

# Around a keyword these make a refusal likely but not certain ("no stop", "I want to cancel it").
HESITANT_WORDS = (
    *("i", "im", "i'd", "we", "me", "us", "my", "it", "this", "that", "these", "those", "you", "u", "your"),
    *("no", "nope", "ok", "okay", "hi", "hello", "hey", "just", "again", "already", "immediately"),
    *("can", "could", "would", "will", "want to", "wish to", "like to", "need to", "said", "asap"),
    *("told you to", "asked you to", "keep", "and", "but", "not interested"),
    *("reply", "text", "texting", "sending", "messaging", "contacting", "number", "subscription"),
)

# Refusals in free words: what the message does, and the phrases that say so. A phrase is a pattern for whole
# words of one sentence in lower case, without accents and apostrophes. It only ever leads to a review, but
# everyday sentences ("cancel my appointment", "take me to the station") must pass.
# A wrong number counts: whoever holds it now never agreed to our texts.
_TEXTS = r"(?:texts?|texting|txts?|messages?|messaging|msgs?|msging|sms|spam)"
_TO_TEXT = r"(?:text|txt|message|msg|sms|contact|write|write to|spam|bother|harass|disturb)"
_NOT = r"(?:dont|do not|never|not to|no longer)"
_STOP = r"(?<!dont )(?<!cant )(?<!wont )(?<!not )(?<!ever )(?<!did you )(?:stop|quit|cease)"

REFUSALS = {
    "asks us to stop texting": (
        rf"{_STOP} (?:\w+ ){{0,2}}?{_TEXTS}",
        rf"{_STOP} (?:sending|contacting|spamming|bothering|harassing|writing|calling)",
        rf"no more {_TEXTS}",
        rf"^(?:please )?no (?:more|{_TEXTS})(?: please| thanks)?$",
        r"^stop (?:to )?\d{3,6}$",
    ),
    "asks not to be texted": (
        rf"{_NOT} (?:ever )?(?:call (?:or|and) )?{_TO_TEXT} (?:me|us|this|my|here|again|any ?more|ever)",
        rf"{_NOT} (?:contact|text|disturb)$",
        rf"{_NOT} send (?:\w+ ){{0,4}}?(?:{_TEXTS}|any ?more|again)",
    ),
    "says our texts are not wanted": (
        rf"{_NOT} (?:want|wish|care|need|like) (?:to get )?(?:any |your |these |this |more |such )*{_TEXTS}",
        rf"{_NOT} (?:want|wish|like) to receive(?! (?:the|my|it|an?)\b)",
        rf"{_NOT} (?:want|wish|like) to (?:hear from|be contacted|be texted|be messaged|be bothered)",
        r"(?:didnt|did not|never) (?:sign(?:ed)? up|subscribed?|consent(?:ed)?|asked for (?:this|these))",
        r"^(?:sorry |im |i am |we are |really )*not interested(?: any ?more| at all| thanks| thank you)*$",
    ),
    "asks to be left alone": (
        r"leave (?:me|us) (?:alone|be)",
        r"^(?:please |just )*(?:go away|get lost)",
        r"(?:fuck|piss|bugger) off",
        r"(?:block|report)(?:ing|ed)? (?:you|your number|this number|this as spam)",
        r"cease and desist",
    ),
    "asks to be taken off a list": (
        r"(?:take|get) (?:me|us|my (?:\w+ )?(?:name|number)|this number) off",
        r"(?:remove|delete|erase) (?:me|us)",
        r"(?:remove|delete|erase|lose|forget) (?:my|this) (?:\w+ )?(?:name|number|details|data|information)",
        r"do not call (?:list|registry)",
    ),
    "asks to unsubscribe": (
        # "Reply STOP to unsubscribe" is our own footer coming back.
        r"(?<!stop to )un ?sub(?:scribe[ds]?)?",
        rf"(?<!stop to )opt(?:ing|ed)? ?out(?: of (?:\w+ )?(?:{_TEXTS}|list|this|these))?$",
        r"opt (?:me|us|my number|this number) out",
        r"(?:withdraw|revoke|never gave) (?:\w+ )?consent",
    ),
    "says it reached the wrong number": (
        r"wrong (?:number|person)",
        r"this (?:is not|isnt) (?:\w+ ){1,2}(?:number|phone)",
    ),
    "refuses in German": (
        r"keine (?:\w+ ){0,2}?(?:sms|nachrichten|werbung) mehr",
        r"bitte keine (?:\w+ )?(?:sms|nachrichten|werbung)",
        r"nicht mehr (?:an)?(?:schreiben|kontaktieren)",
        r"(?:schreib|kontaktier)\w* (?:sie )?(?:mir|mich|uns) (?:bitte )?nicht",
        r"lass\w* (?:sie )?(?:mich|uns) in ruhe",
        r"(?:mich|nummer|daten) (?:\w+ ){0,3}?(?:abmelden|abzumelden|austragen|loe?schen)",
        r"(?:meld|trag)\w* (?:sie )?mich (?:\w+ ){0,3}?(?:ab|aus)",
        r"loe?sch\w* (?:sie )?(?:bitte )?(?:mich|meine)",
        r"abbestellen|falsche nummer",
    ),
    "refuses in French": (
        r"n(?:e )?(?:me |m|nous )?(?:contactez|ecrivez|envoyez|derangez) plus",
        r"arretez (?:de|les|vos|ces)|^arretez$",
        r"(?:veux|souhaite) plus (?:\w+ )?recevoir",
        r"plus de (?:sms|messages|textos|pub)",
        r"des(?:abonn|inscri)\w+",
        r"laissez (?:moi|nous) tranquilles?",
        r"(?:retirez|supprimez) (?:moi|mon numero|mes donnees)",
        r"(?:mauvais|faux) numero",
    ),
    "refuses in Spanish": (
        r"no (?:me |nos )?(?:envi|mand|escrib|contact|molest)\w+ (?:\w+ )?mas",
        r"no mas (?:mensajes|sms|textos)",
        r"no quiero (?:recibir|mas (?:mensajes|sms))",
        r"dejen? de (?:envi|mand|escrib|molest|contact)\w+",
        r"dej(?:e|en|a)(?:me|nos) en paz",
        r"(?:dar|dar(?:me|nos)|denme|deme) de baja",
        r"borr(?:e|en|a)me",
        r"(?:numero|persona) equivocad[oa]",
    ),
}
