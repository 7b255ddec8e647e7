"""The mobile network behind the API: takes texts in, moves them along and carries replies back."""

from collections import Counter
from collections.abc import Collection
from functools import partial

from aiohttp.web import AppKey

from simulator.calls import Call, phone_of, response_code
from simulator.faults import Fault, Faults
from simulator.history import History, Reply, Sms, new_id
from simulator.options import Options
from simulator.postman import Post, Postman, is_on_this_machine
from simulator.presets import PRESETS, fill
from simulator.reports import Steps, plan_journey, reply_values, report_values
from simulator.segments import count_parts
from simulator.timers import Timers


class Unreachable(ValueError):
    """There is no callback address that may be called; says why."""


class Network:
    def __init__(self, options: Options, faults: Collection[Fault] = ()) -> None:
        self.options = options
        self.preset = PRESETS[options.callback_preset]
        self.counts: Counter[str] = Counter()
        self.faults = Faults(faults)
        self.history = History(options.kept_texts, self.counts)
        self.postman = Postman(options, self.counts)
        self._journeys = Timers()

    @property
    def under_way(self) -> int:
        """Texts still to be reported on, and posts still to be made."""
        return len(self._journeys) + len(self.postman)

    async def start(self) -> None:
        await self.postman.start()

    async def stop(self) -> None:
        self._journeys.cancel()
        await self.postman.stop()

    def reset(self) -> None:
        self._journeys.cancel()
        self.postman.forget()
        self.faults.clear()
        self.history.clear()
        self.counts.clear()

    async def handle(self, call: Call) -> tuple[int, list[Sms]]:
        """Mitto's response code, and the texts accepted when it is 0."""
        if code := response_code(call, self.options):
            self.refuse(call)
            return code, []
        return 0, [await self._accept(call, number) for number in call.recipients]

    def refuse(self, call: Call) -> None:
        for number in call.recipients or [""]:
            self._record(call, number, sms_id="")

    async def report(self, sms: Sms, status: str, *, msgid: str = "", error_code: str = "", callback: str = "") -> bool:
        """Post a report now; true when the app answered it with 200."""
        post = self._report_post(sms, status, msgid=msgid, error_code=error_code)
        post.callback = _callable(callback or sms.callback)
        return await self.postman.post(post)

    async def reply(self, number: str, text: str, *, to: str = "") -> tuple[Reply, bool]:
        """Post an answer typed on a phone; true when the app took it."""
        phone = self.history.phone(phone_of(number))
        callback = _callable(phone.callback)
        reply = Reply(phone=phone.number, to=to or phone.sender, text=text)
        self.history.add_reply(reply)
        fields = partial(fill, self.preset.reply, reply_values(reply))
        told = partial(setattr, reply, "status")
        return reply, await self.postman.post(Post(reply.id, callback, self.preset.method, fields, told))

    async def _accept(self, call: Call, number: str) -> Sms:
        sms = self._record(call, number, sms_id=new_id())
        if not call.is_test:
            fault = self.faults.take_report_fault(sms.phone)
            steps = plan_journey(fault, self.options.report_delays)
            if fault == "early-report" and is_on_this_machine(sms.callback):
                [(_, sms.status)], steps = steps, []
                await self.postman.post(self._report_post(sms, sms.status))
            self._follow(sms, steps)
        return sms

    def _record(self, call: Call, number: str, *, sms_id: str) -> Sms:
        sms = Sms(
            id=sms_id,
            phone=phone_of(number),
            to=number,
            sender=call.sender,
            text=call.text,
            kind=call.kind,
            reference=call.reference,
            callback=call.callback,
            parts=0 if call.is_test or not sms_id else count_parts(call.text, kind=call.kind),
            is_test=call.is_test,
        )
        self.history.add_sms(sms)
        return sms

    def _follow(self, sms: Sms, steps: Steps, elapsed: float = 0.0) -> None:
        """One timer a text, however many reports it gets."""
        if steps:
            (due, status), *rest = steps
            self._journeys.later(due - elapsed, self._arrive, sms, status, rest, due)

    def _arrive(self, sms: Sms, status: str, rest: Steps, elapsed: float) -> None:
        sms.status = status
        if is_on_this_machine(sms.callback):
            self.postman.queue(self._report_post(sms, status))
        self._follow(sms, rest, elapsed)

    def _report_post(self, sms: Sms, status: str, *, msgid: str = "", error_code: str = "") -> Post:
        def fields() -> dict[str, str]:
            return fill(self.preset.report, report_values(sms, status, msgid=msgid, error_code=error_code))

        return Post(sms.id, sms.callback, self.preset.method, fields)


NETWORK = AppKey("network", Network)


def _callable(callback: str) -> str:
    if not callback:
        raise Unreachable("No text with a callback address has arrived here yet. Send one from the app first.")
    if not is_on_this_machine(callback):
        raise Unreachable("The app's callback address is not on this machine, so it is never called.")
    return callback
