"""The verdict on an inbound text: real replies, and the rule each one meets."""

import pytest

from optout.verdict import MAX_LENGTH, Judgement, Verdict, judge, normalise
from optout.wording import DEFAULT_OPT_OUT_KEYWORDS, FCC_WORDS, HELP_WORDS, OPT_IN_WORDS
from tests.optout.judging import SHIPPED

OPT_OUT = [
    *("STOP", " stop ", "Stop.", '"STOP"', "STOP!!!", "ＳＴＯＰ", "stop🙏", "Stop. Thank you"),
    *("Opt out", "opt-out", "OPTOUT", "opt_out", "Opt.Out", "STOPALL", "stop all", "Stop-All", "quit"),
    *("End", "REVOKE", "cancel", "Unsubscribe", "un-subscribe", "Remove", "remove please", "please stop"),
    *("stop please", "Please, STOP!", "STOP now", "stop texting me", "Stop texting me, thanks"),
    *("Stop messages", "stop all messages please", "stop sms", "Stop.Thank you", "stop...please"),
    *("stop,thx", "STOP STOP STOP", "stop! stop! STOP!", "STOP. Unsubscribe.", "unsubscribe/stop"),
    *("stop?", "Stop\nplease", "“Stop”", "‘stop’", "«STOP»", "'stop'", "¡STOP!", "(stop)"),
    *("*STOP*", "STOP´", "¨stop¨", "-stop-", "#STOP", "𝗦𝗧𝗢𝗣", "Ⓢⓣⓞⓟ", "s\u200bt\u200bo\u200bp"),
    *("\ufeffSTOP\u200f", "st\u00adop", "S\x00T\x00O\x00P\x00", "STOP👍🏽", "👩‍👩‍👧‍👦stop"),
    *("stop ❤️‍🔥", "stop 1️⃣", "STOP™️", "Ⓜ️ stop 🈲㊗️", "stop 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "ℹ️ stop", "🛑STOP🛑"),
    *("Arret", "ARRÊT", "arre\u0302t", "Stopp", "abmelden", "Baja", "STOPP bitte"),
    *("Bitte stopp. Vielen Dank", "STOP merci", "stop s’il vous plaît", "Arrêt svp"),
    *("BAJA por favor", "Gracias, baja", "STOP grazie", "STOP\n-- \nJohn Smith\nAcme Ltd"),
    *("STOP\n\nSent from my iPhone", "Stop. Sent from my Galaxy S24"),
    "stop\n> Reply STOP to end\n> Sale today",
    "Stop\nOn Tue, 3 June 2025 at 10:00, Acme\n<a@b.c> wrote:\nHi",
    *("Please stop\nEnvoyé de mon iPhone", "STOP\nVon meinem iPhone gesendet", "\n\n\tstop\r\n\r\n"),
]

REVIEW = [
    *("please stop sending me texts", "s.t.o.p", "S T O P", "s-t-o-p", "u n s u b s c r i b e"),
    *("S🛑T🛑O🛑P", "take me off your list", "Please take my number off this list", "stop texting"),
    *("STOP TEXTING MY PHONE", "don't text me again", "Do not text me.", "dont ever message me again"),
    *("don´t contact me", "Do not contact", "leave me alone", "unsubscribe me from this list"),
    *("How do I unsubscribe?", "I want to opt out", "opt me out"),
    *("I would like to opt out of these texts", "i opted out", "I revoke my consent"),
    *("remove my number please", "stop it", "Stop this", "no stop", "OK stop", "Hi, stop please"),
    *("I said STOP", "Reply STOP", "remove me", "can you stop texting me?", "stop sending"),
    *("stop with the messages", "quit messaging me", "No more texts", "no more please"),
    *("No texts please", "Don't send me any more of these", "I don't want these messages"),
    *("I no longer wish to receive this", "do not want any texts", "I never signed up"),
    *("Not interested, thanks", "go away", "Piss off", "I'm reporting you... blocking you"),
    *("cease and desist", "lose my number", "wrong number", "Sorry, you have the wrong number"),
    *("This is not John's number", "STOP\n\nJohn", "STOP\nI am not a customer", "Stop. Who is this?"),
    *("STOP - John", "Cancel. I am ill.", "Hello. STOP. Bye.", "START STOP", "yes stop"),
    *("Yes please. Stop.", "HELP! STOP!", "stop unstop", "Bitte keine SMS mehr"),
    *("Lassen Sie mich in Ruhe", "Ich möchte mich abmelden", "Meine Nummer löschen!", "Falsche Nummer"),
    *("Melden Sie mich bitte ab", "schreiben Sie mir bitte nicht mehr", "Ne m'envoyez plus rien"),
    *("Laissez-moi tranquille", "je ne veux plus recevoir vos SMS", "désabonnez-moi"),
    *("No me envíen más mensajes", "Déjenme en paz", "quiero darme de baja", "número equivocado"),
    *("no más mensajes", "can u stop", "Pls stop msging me", "Im not interested, please remove"),
    *("You keep texting me, stop", "I asked you to stop", "thanks but stop", "stop and unsubscribe"),
    *("unsub", "STOP to 12345", "Bitte keine Werbung", "Arrêtez", "Yes, cancel", "ok cancel"),
    *("please delete my data", "Never contact me"),
    "STOP " + "😀" * MAX_LENGTH,
    "please stop texting me. " + "You never listen. " * 1_000,
]

OPT_IN = [
    *("UNSTOP", "START", "start", "Start please", "START!", "un-stop", "start texting me"),
    *("Start\n-- \nJohn", "YES", "yes", "Yes please!", "yes thanks 👍", "Yes. Start."),
]

HELP = [*HELP_WORDS, "help", "Help?", "Info please", "HELP, thanks", "aide svp"]

NONE = [
    *("", " ", "\n\n", "\x00", "\x00\x00\x00", "\ud800", "\ufffd\ufffe\uffff", "👍", "!!!", "?", "..."),
    *("\u0301", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "%PDF-1.7 %âãÏÓ", "ÿØÿà\x00\x10JFIF"),
    *("nonstop", "non-stop", "unstoppable", "stopped", "stops", "ending", "cancelled", "quite"),
    *("removed", "STOP5", "the bus stop is closed", "we must STOP this bill", "Cancel my appointment"),
    *("End of story", "please cancel my order 12", "Can you cancel the 3pm?", "I can't stop laughing"),
    *("Full stop.", "The end.", "don't stop texting me", "Please don't stop", "never stop sending these"),
    *("do not stop", "stop by at 5", "I will stop at the shop on the way", "one-stop shop", "end-to-end"),
    *("this weekend", "Let me know when to end", "starting now", "restart", "I will start on Monday"),
    *("yes I can do Tuesday", "yesterday", "help me", "info@x.y", "thank you", "please", "now"),
    *("all messages", "ok", "no", "I want this", "Thanks, all", "take me to the station"),
    *("text me again tomorrow", "send me more texts", "not interested in the blue one"),
    *("Don't call me, text me", "I do not text and drive", "I don't want to be late"),
    *("I left my phone alone", "My son wants to opt out of sports", "drop me a line"),
    *("the wrong order number", "I'd love to go away in May", "Reply STOP to unsubscribe"),
    *("Text STOP to opt out", "Liked “Sale today. Reply STOP to end. STOP”", "Loved “stop”"),
    *('Reacted 👍 to "Please stop texting me"', "> STOP", "> stop\nOK, see you there"),
    *("ok see you\n-- \nSTOP", "Thanks!\nSent from my iPhone\nSTOP"),
    *("OK\nOn Mon, Acme wrote:\nunsubscribe", "Envoyez plus de photos", "Ich komme nicht mehr"),
    *("Plus de pain", "no quiero postre", "alle Nachrichten", "why did you stop texting me?"),
    *("I don't want to receive the parcel on Monday", "Please cancel my text reminders"),
    *("text me when the bus stops", "Do not reply", "no thank you", "I want to quit smoking"),
    *("Is this spam?", "Ich habe keine Nachrichten"),
    "I stop here. " * 1_000,
]

CASES = [
    (text, expected)
    for expected, texts in [
        (Verdict.OPT_OUT, OPT_OUT),
        (Verdict.REVIEW, REVIEW),
        (Verdict.OPT_IN, OPT_IN),
        (Verdict.HELP, HELP),
        (Verdict.NONE, NONE),
    ]
    for text in texts
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[ascii(text)[:60] for text, _ in CASES])
def test_a_text_gets_its_verdict(text: str, expected: Verdict) -> None:
    judgement = judge(text, opt_out_keywords=SHIPPED)

    assert judgement.verdict is expected, judgement.rule
    assert judgement.rule.endswith(".")
    assert len(judgement.rule) < 255
    if expected in (Verdict.OPT_OUT, Verdict.OPT_IN, Verdict.HELP):
        assert judgement.keyword


@pytest.mark.parametrize("keyword", SHIPPED)
def test_every_shipped_keyword_alone_opts_out_and_is_named_as_configured(keyword: str) -> None:
    expected = Judgement(Verdict.OPT_OUT, f'The whole message is the keyword "{keyword}".', keyword)

    assert judge(keyword.lower(), opt_out_keywords=SHIPPED) == expected


def test_the_shipped_keywords_are_distinct_and_include_those_fixed_by_law() -> None:
    forms = list(map(normalise, SHIPPED))

    assert len(set(forms)) == len(forms)
    assert len(FCC_WORDS) == 7
    assert set(FCC_WORDS) <= set(DEFAULT_OPT_OUT_KEYWORDS)
    assert not set(forms) & set(map(normalise, (*OPT_IN_WORDS, *HELP_WORDS)))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("stop, please", 'The whole message is the keyword "STOP" with courtesy words around it.'),
        ("unstop", 'The whole message is the opt-in word "UNSTOP".'),
        ("Info", 'The whole message is the help word "INFO".'),
        ("s.t.o.p", 'The keyword "STOP" is spelled out or comes with more words, so a person decides.'),
        ("take me off your list", "The message asks to be taken off a list, so a person decides."),
        ("Wrong number!", "The message says it reached the wrong number, so a person decides."),
        ("end of story", "No rule matches the message."),
        ("🙂", "The message has no words of its own."),
    ],
)
def test_the_rule_that_fired_is_named_in_a_sentence(text: str, rule: str) -> None:
    assert judge(text, opt_out_keywords=SHIPPED).rule == rule


@pytest.mark.parametrize(
    ("text", "expected"), [("Yes", True), ("yes please", True), ("START", False), ("yes, start", False)]
)
def test_a_bare_yes_opts_in_only_a_number_that_is_opted_out(text: str, expected: bool) -> None:
    judgement = judge(text, opt_out_keywords=SHIPPED)

    assert judgement.verdict is Verdict.OPT_IN
    assert judgement.only_if_opted_out is expected


def test_only_an_opt_in_depends_on_being_opted_out() -> None:
    assert not judge("yes", opt_out_keywords=["YES"]).only_if_opted_out
