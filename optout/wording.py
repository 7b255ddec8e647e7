"""The words people stop, start and ask for help with, in the languages we know: data for the verdict."""

# 47 CFR 64.1200(a)(10): a reply of one of these seven is an opt-out by law, so Setup cannot remove them.
FCC_WORDS = ("STOP", "QUIT", "END", "REVOKE", "OPT OUT", "CANCEL", "UNSUBSCRIBE")

# One spelling each: OPTOUT and OPT-OUT, or STOPALL, are the same keyword once normalised.
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
    *("por favor", "gracias", "muchas gracias", "ahora"),
)

# Around a keyword these make a refusal likely but not certain ("no stop", "I want to cancel it"): a person decides.
HESITANT_WORDS = (
    *("i", "im", "i'd", "we", "me", "us", "my", "it", "this", "that", "these", "those", "you", "your", "from"),
    *("no", "nope", "ok", "okay", "hi", "hello", "hey", "just", "again", "already", "immediately", "asap"),
    *("can", "could", "would", "will", "want to", "wish to", "like to", "need to", "said", "told you to"),
    *("reply", "text", "texting", "sending", "messaging", "contacting", "number", "list", "subscription"),
)

# Refusals in free words, each as (what the message does, pattern). A pattern sees one sentence: lower case, no accents,
# no apostrophes, single spaces. They only ever lead to a review, so they may be broader than a keyword, but everyday
# sentences ("cancel my appointment", "take me to the station") must pass.
# A wrong number counts: whoever holds it now never agreed to be texted, though the contact did not opt out.
_TEXTS = r"(?:texts?|texting|txts?|messages?|messaging|msgs?|sms|spam)"
_TO_TEXT = r"(?:text|txt|message|msg|sms|contact|write|write to|spam|bother|harass|disturb)"
_NOT = r"(?:dont|do not|never|not to|no longer|please not)"
_UNLESS_NEGATED = r"(?<!dont )(?<!cant )(?<!wont )(?<!not )(?<!ever )"

REFUSALS = (
    (
        "asks us to stop texting",
        rf"{_UNLESS_NEGATED}\b(?:stop|quit|cease) (?:\w+ ){{0,2}}?"
        rf"(?:sending|contacting|spamming|bothering|harassing|writing|calling|{_TEXTS})\b"
        rf"|\bno more {_TEXTS}\b|^(?:please )?no more(?: please| thanks)?$",
    ),
    (
        "asks not to be texted",
        rf"\b{_NOT} (?:ever )?(?:call (?:or|and) )?{_TO_TEXT} (?:me|us|this|my|here|again|any ?more|ever)\b"
        rf"|\b{_NOT} (?:contact|text|disturb)$"
        rf"|\b{_NOT} send (?:\w+ ){{0,4}}?(?:{_TEXTS}|any ?more|again)\b",
    ),
    (
        "says our texts are not wanted",
        rf"\b(?:dont|do not|no longer|never) (?:want|wish|care|need|like) "
        rf"(?:to (?:receive|hear from|be (?:contacted|texted|messaged|bothered))\b"
        rf"|(?:to get )?(?:any |your |these |this |those |more |such )*{_TEXTS}\b)"
        rf"|\b(?:didnt|did not|never) (?:sign(?:ed)? up|subscribed?|consent(?:ed)?|ask(?:ed)? for (?:this|these))\b"
        rf"|^(?:sorry |im |i am |we are |really )*not interested(?: any ?more| at all| thanks| thank you| sorry)*$",
    ),
    (
        "asks to be left alone",
        r"\bleave (?:me|us) (?:alone|be)\b|^(?:please |just )*(?:go away|get lost)|\b(?:fuck|piss|bugger) off\b"
        r"|\bcease and desist\b|\b(?:block|report)(?:ing|ed)? (?:you|your number|this number|this as spam)\b",
    ),
    (
        "asks to be taken off a list",
        r"\b(?:take|get) (?:me|us|my (?:\w+ )?(?:name|number)|this number) off\b"
        r"|\b(?:remove|delete|erase) (?:me|us)\b"
        r"|\b(?:remove|delete|erase|lose|forget) (?:my|this) (?:\w+ )?(?:name|number|details|data|information)\b"
        r"|\bdo not call (?:list|registry)\b",
    ),
    (
        "asks to unsubscribe",
        # "Reply STOP to unsubscribe" is our own footer coming back.
        rf"(?<!stop to )\b(?:un ?subscribe[ds]?|opt(?:ing|ed)? ?out(?: of (?:\w+ )?(?:{_TEXTS}|list|this|these))?$)"
        r"|\bopt (?:me|us|my number|this number) out\b"
        r"|\b(?:withdraw|revoke|never gave) (?:\w+ )?consent\b",
    ),
    (
        "says it reached the wrong number",
        r"\bwrong (?:number|person)\b|\bthis (?:is not|isnt) (?:\w+ ){1,2}(?:number|phone)\b",
    ),
    (
        "refuses in German",
        r"\bkeine (?:\w+ ){0,2}?(?:sms|nachrichten|werbung) mehr\b|\bnicht mehr (?:an)?(?:schreiben|kontaktieren)\b"
        r"|\b(?:schreib|kontaktier)\w* (?:sie )?(?:mir|mich|uns) (?:bitte )?nicht\b|\blass\w* (?:sie )?mich in ruhe\b"
        r"|\b(?:mich|nummer|daten) (?:\w+ ){0,3}?(?:abmelden|abzumelden|austragen|loe?schen)\b"
        r"|\b(?:meld|trag)\w* (?:sie )?mich (?:bitte )?(?:ab|aus)\b|\bloe?sch\w* (?:sie )?(?:bitte )?(?:mich|meine)\b"
        r"|\babbestellen\b|\bfalsche nummer\b",
    ),
    (
        "refuses in French",
        r"\bn(?:e )?(?:me |m|nous )?(?:contactez|ecrivez|envoyez|derangez) plus\b|\barretez (?:de|les|vos|ces)\b"
        r"|\b(?:veux|souhaite) plus (?:\w+ )?recevoir\b|\bplus de (?:sms|messages|textos|pub)\b|\bdes(?:abonn|inscri)\w+"
        r"|\blaissez (?:moi|nous) tranquilles?\b|\b(?:retirez|supprimez) (?:moi|mon numero|mes donnees)\b"
        r"|\b(?:mauvais|faux) numero\b",
    ),
    (
        "refuses in Spanish",
        r"\bno (?:me |nos )?(?:envi|mand|escrib|contact|molest)\w+ (?:\w+ )?mas\b|\bno mas (?:mensajes|sms|textos)\b"
        r"|\bno quiero (?:recibir|mas (?:mensajes|sms))\b|\bdejen? de (?:envi|mand|escrib|molest|contact)\w+"
        r"|\bdej(?:e|en|a)(?:me|nos) en paz\b|\b(?:dar|dar[mn]os|darme|denme|deme) de baja\b|\bborr(?:e|en|a)me\b"
        r"|\b(?:numero|persona) equivocad[oa]\b",
    ),
)
