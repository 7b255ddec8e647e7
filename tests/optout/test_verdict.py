"""The verdict on an inbound text: real replies, the rule each one meets, and properties no text may break."""

import time
from unicodedata import category, normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from optout.verdict import MAX_LENGTH, Judgement, Verdict, judge, normalise
from optout.wording import DEFAULT_OPT_OUT_KEYWORDS, FCC_WORDS, HELP_WORDS, LOCALE_PACK, OPT_IN_WORDS

SHIPPED = (*DEFAULT_OPT_OUT_KEYWORDS, *LOCALE_PACK)


def verdict(text: str, *more_keywords: str) -> Verdict:
    return judge(text, opt_out_keywords=(*SHIPPED, *more_keywords)).verdict


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


@pytest.mark.parametrize("word", ["HELP", "start", "Yes", "please", "no", "all"])
def test_any_word_configured_as_keyword_opts_out(word: str) -> None:
    assert verdict(word, word) is Verdict.OPT_OUT


def test_words_of_ones_own_replace_the_shipped_ones() -> None:
    words = {"opt_out_keywords": ["FERTIG"], "opt_in_words": ["WEITER"], "help_words": ["HILFE"]}

    texts = ["fertig", "weiter", "hilfe", "stop", "start", "help"]

    assert [judge(text, **words).verdict for text in texts] == ["opt_out", "opt_in", "help", *["none"] * 3]


@pytest.mark.parametrize("blank", ["", " ", "!!!", "🛑", "\x00", "\u0301"])
def test_a_keyword_without_a_letter_or_digit_is_ignored(blank: str) -> None:
    judgements = {text: judge(text, opt_out_keywords=[blank, "STOP"]).verdict for text in ["", "🛑", "!!!", "stop"]}

    assert list(judgements.values()) == ["none", "none", "none", "opt_out"]


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("إلغاء", "إلغاء"),
        ("إلغاء", "«\u200fإلغاء\u200f»!"),
        ("إلغاء", "ﺇﻟﻐﺎﺀ"),
        ("الغاء الاشتراك", "الغاء-الاشتراك"),
        ("बंद", "बंद"),
        ("रोकें", " रोकें। "),
        ("நிறுத்து", "நிறுத்து!"),
        ("退订", "退订"),
        ("退订", "“退订”。"),
        ("หยุด", "หยุด 🙏"),
        ("해지", normalize("NFD", "해지")),
        ("ストップ", "ｽﾄｯﾌﾟ"),
        ("СТОП", "Стоп!"),
        ("СТОП", "стоп please"),
        ("ΤΕΛΟΣ", "τελος"),
        ("İPTAL", "iptal"),
        ("IPTAL", "İptal"),
        ("DİKKAT", "dıkkat"),
        ("GROSS", "groß"),
        ("no a la publicidad", "NO A LA PUBLICIDAD"),
        ("99", "９９"),
    ],
)
def test_a_keyword_of_any_script_opts_out(keyword: str, text: str) -> None:
    assert verdict(text, keyword) is Verdict.OPT_OUT


@pytest.mark.parametrize(
    ("keyword", "text", "expected"),
    [
        ("退订", "请退订", "review"),
        ("หยุด", "หยุดครับ", "review"),
        ("СТОП", "стоп пожалуйста", "review"),
        ("СТОП", "автостоп", "none"),
        ("СТОП", "мы видели на дороге большой знак стоп вчера вечером", "none"),
        ("बंद", "बंदर", "none"),
        ("बंद", "बंदी", "none"),
        ("क", "की", "none"),
        ("إلغاء", "أريد إلغاء من فضلك", "review"),
    ],
)
def test_a_short_text_around_a_keyword_of_another_script_is_reviewed(keyword: str, text: str, expected: str) -> None:
    assert verdict(text, keyword) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("opt-out", "OPT OUT"),
        ("opt_out", "optout"),
        ("Stop All", "stopall"),
        (" “Stop” ", "ＳＴＯＰ"),
        ("ARRÊT", "arre\u0302t"),
        ("don't", "don’t"),
    ],
)
def test_spellings_of_one_keyword_share_a_normal_form(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), [("stop", "stopp"), ("arret", "arrêt"), ("बंद", "बद"), ("की", "का")])
def test_different_keywords_keep_different_normal_forms(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


any_text = st.text(st.characters(exclude_categories=()))
emoji = st.sampled_from(["🙏", "👍🏿", "👩‍👩‍👧‍👦", "❤️‍🔥", "🏳️‍🌈", "🇬🇧", "3️⃣", "™️", "㊙️", "🈵", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "☎️", "🫠"])
# Newlines and a leading ">" are left out: they make lines of their own and quotes.
mark = st.characters(categories=["Po", "Ps", "Pe", "Pi", "Pf", "Sk", "Zs"])
padding = st.lists(emoji | mark, max_size=8).map("".join)
letter = st.characters(categories=["Lu", "Ll", "Lo", "Nd"])


@given(any_text)
@example("\ud83d")
@example("stop\udcff")
def test_no_text_whatever_raises(text: str) -> None:
    assert judge(text, opt_out_keywords=SHIPPED).rule


@given(any_text)
@example("i\u0307\u0307\u0301")
@example("ΐ")
@example("\u1100 \u1161")
@example("ᾳ\u0345")
@example("e\u200d\u0301")
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(any_text)
def test_a_normal_form_holds_letters_digits_and_their_marks_alone(text: str) -> None:
    assert {category(char)[0] for char in normalise(text)} <= set("LNM")


@given(st.sampled_from([*SHIPPED, "退订", "बंद", "إلغاء"]), padding, padding)
def test_punctuation_spaces_and_emoji_around_a_keyword_never_hide_it(keyword: str, left: str, right: str) -> None:
    assert verdict(left + keyword + right, "退订", "बंद", "إلغاء") is Verdict.OPT_OUT


@given(st.sampled_from(SHIPPED), st.text(letter), st.text(letter))
def test_a_keyword_inside_a_longer_word_never_opts_out(keyword: str, left: str, right: str) -> None:
    word = left + keyword.replace(" ", "") + right
    if normalise(word) not in set(map(normalise, SHIPPED)):
        assert verdict(word) is not Verdict.OPT_OUT


@given(st.sampled_from(SHIPPED), st.sampled_from(["the bus", "we must", "of story", "my appointment"]))
def test_a_keyword_beside_unknown_words_never_opts_out(keyword: str, words: str) -> None:
    assert Verdict.OPT_OUT not in (verdict(f"{words} {keyword}"), verdict(f"{keyword} {words}"))


@pytest.mark.parametrize("piece", ["stop ", "on x\n", "\n", "> ", "-- ", '" ', "a\u0301\u0316", "s.t.o.p.", "no ", "ﷺ"])
def test_a_hundred_kilobytes_are_judged_in_no_time(piece: str) -> None:
    text = "liked “" + piece * (100_000 // len(piece)) + "x"
    began = time.perf_counter()

    judge(text, opt_out_keywords=SHIPPED)

    assert time.perf_counter() - began < 1
