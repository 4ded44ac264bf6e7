"""One board's talk, over whatever carries it: a conversation's events as the board's messages, and back."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Self

from parley.assistant.events import Did, EndReason, Event, Heard, Listening, Mode, Said, Speech, TurnEnded
from parley.assistant.live import Facts
from parley.errors import ParleyError
from parley.gateways.conversing import Assistant
from parley.gateways.outbox import TooSlow
from parley.gateways.xiaozhi import messages as m
from parley.gateways.xiaozhi.abilities import Abilities, MakeTools
from parley.gateways.xiaozhi.answers import FACES, Answers
from parley.gateways.xiaozhi.bell import RINGS, Bell
from parley.gateways.xiaozhi.boards import Board, prebuffer
from parley.gateways.xiaozhi.doing import Doing
from parley.gateways.xiaozhi.link import Link
from parley.gateways.xiaozhi.listening import Microphone, TooFast
from parley.gateways.xiaozhi.patience import Patience
from parley.gateways.xiaozhi.waking_up import Calls
from parley.home.accounts.limits import Allowance
from parley.settings.speakers import XiaoZhi
from parley.telemetry import log

MESSAGES, MESSAGES_PER_SECOND = 120, 2.0
"""Messages at once, and in the long run; a page of tools is one."""
_TOO_MANY = 240
"""Messages beyond that after which a board is cut off."""
_TOGETHER = 4
"""Packets of a pressed button that are heard together: of hundreds of boards that is a third of the work."""
_OVER = "talk.bye"


class Session:
    """One board's talk.

    Use as an async context manager, which says hello; meanwhile ``run`` it, and hand over what the board
    sends. Whatever is wrong with one message or packet costs that one; only ``TooSlow`` and ``TooFast`` are
    raised, when the talk cannot go on.
    """

    def __init__(
        self,
        link: Link,
        assistant: Assistant,
        board: Board,
        hello: m.Hello,
        settings: XiaoZhi,
        *,
        udp: m.Udp | None = None,
        id: str = "",
        tools: MakeTools | None = None,
    ) -> None:
        """``hello`` is the board's own; ``udp`` is told in ours. ``id`` names the session, a random one
        unless it is given. ``tools`` makes what speaks to the board's own tools."""
        now = asyncio.get_running_loop().time
        self.id = id or secrets.token_hex(8)
        self._link, self._board, self._hello, self._udp = link, board, hello, udp
        self._microphone = Microphone(now)
        self._messages = Allowance(MESSAGES, MESSAGES_PER_SECOND, now)
        self._refused = 0
        self._calls = Calls(self._typed)
        at_once = prebuffer(board.model, settings.prebuffer)
        self._answers = Answers(link, self.id, at_once, self._silent)
        self._bell = Bell(self._answers.play, self._answers.end)
        self._tools = tools(self._ask_tools) if tools is not None and hello.has("mcp") else None
        self._doing = Doing(self._tools, self._answers.tell, self.id, board.language)
        facts = Facts(
            "xiaozhi", "mqtt+udp" if link.transport == "udp" else link.transport, board.model, board.firmware
        )
        self._conversation = assistant.open(
            board.device,
            f"{board.device}-board",
            person=board.person,
            guest=board.guest,
            able=Abilities(self._tools),
            facts=facts,
            tools=self._tools,
            room=board.room,
        )
        self._over: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._patience = Patience(settings.silence, self._speaks, self._give_sign, self.end)
        self._mode = ""
        """``auto``, ``manual`` or ``realtime``, once the board listens."""
        self._newest = 0
        """The newest turn in which somebody speaks: what older ones still say is not heard."""
        self._seen = 0
        self._reboot = self._leave = False
        """To be done when the board has been told to be silent."""
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        version = m.UNSET if self._udp is None else 3
        try:
            await self._answers.tell(m.OurHello(self.id, self._link.transport, version, self._udp or m.UNSET))
            await self._conversation.__aenter__()
        except BaseException:  # a board that vanishes right now must not leave a conversation open
            await self._conversation.__aexit__(None, None, None)
            raise
        self._patience.start()
        if self._tools is not None:
            self._tools.start(self._board.vision)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._patience.stop()
        self._calls.forget()
        self._microphone.stop()
        self._bell.hush()
        self._answers.close()
        self._doing.close()
        if self._tools is not None:
            self._tools.close()
        for task in self._tasks:
            task.cancel()
        await self._conversation.__aexit__(None, None, None)

    async def run(self) -> None:
        """Until the talk is over, by either side; the link is closed then."""
        telling = asyncio.ensure_future(self._tell_all())
        try:
            await asyncio.wait((telling, self._over), return_when=asyncio.FIRST_COMPLETED)
            if telling.done():
                telling.result()
        finally:
            telling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await telling
        await self._link.close()

    def end(self, why: str) -> None:
        """End the talk."""
        if not self._over.done():
            log.debug("xiaozhi.over", why=why)
            self._over.set_result(why)

    async def take_text(self, text: str | bytes) -> None:
        """A message of the board's. Raises ``TooFast`` when far too many came."""
        self._patience.board_is_there()
        if not self._messages.take():
            self._refuse()
            return
        try:
            await self._act(m.decode(text))
        except (TooSlow, TooFast):
            raise
        except ParleyError as error:
            log.warning("xiaozhi.not_taken", code=error.code, length=len(text))

    def take_packet(self, packet: bytes) -> None:
        """An Opus packet of the board's. Raises ``TooFast`` when far too many came."""
        self._patience.board_is_there()
        if not packet or not self._microphone.admit(packet) or self._ignores_sound():
            return
        # Nothing of what is said into a pressed button is decided before it is let go.
        samples = self._microphone.samples(packet, together=_TOGETHER if self._mode == "manual" else 1)
        if samples is not None:
            self._conversation.push(samples)

    # From the board.

    async def _act(self, message: m.FromBoard) -> None:
        match message:
            case m.Listen(state="start", mode=mode):
                self._listen(mode)
            case m.Listen(state="stop"):
                if (rest := self._microphone.rest()) is not None:
                    self._conversation.push(rest)
                self._microphone.stop()
                self._patience.deaf()
                await self._conversation.release()
            case m.Listen(state="detect", text=text):
                self._calls.detect(text or "", self._microphone.before())
            case m.Abort():
                await self._abort()
            case m.Mcp(payload=payload):
                if self._tools is not None and payload is not None:
                    self._tools.take(payload)
            case m.Ping():
                await self._answers.tell(m.Pong(datetime.now().strftime("%Y-%m-%d %H:%M:%S")))
            case m.Goodbye():
                self.end("goodbye")
            case m.Ignored(type=_, known=False):
                log.info("xiaozhi.unknown_message")
            case _:
                pass

    def _listen(self, mode: str) -> None:
        self._bell.hush()
        self._mode = mode if mode in ("manual", "realtime") else "auto"
        self._microphone.start()
        woke = self._calls.woke()
        self._patience.listens(hands_free=self._mode != "manual")
        self._conversation.listen(Mode.PRESS if self._mode == "manual" else Mode.OPEN, woke=woke)

    async def _abort(self) -> None:
        self._bell.hush()
        self._conversation.interrupt()
        self._newest = max(self._newest, self._seen + 1)
        await self._answers.stop()

    def _typed(self, text: str) -> None:
        task = asyncio.create_task(self._conversation.read(text), name="xiaozhi typed")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _ignores_sound(self) -> bool:
        """While we speak, a board that does not cancel our echo itself hears nothing but that."""
        half_duplex = self._mode == "auto" or (self._mode == "realtime" and self._hello.has("aec"))
        return self._answers.speaking and half_duplex

    def _refuse(self) -> None:
        if not self._refused:
            log.warning("xiaozhi.too_many_messages")
        self._refused += 1
        if self._refused > _TOO_MANY:
            raise TooFast("Messages come faster than any board sends them.")

    # To the board.

    async def _tell_all(self) -> None:
        async for event in self._conversation.events():
            self._seen = max(self._seen, event.turn)
            await self._tell(event)
            if self._leave and not self._answers.speaking:
                return

    async def _tell(self, event: Event) -> None:
        match event:
            case Listening(turn):
                self._bell.hush()
                self._newest = max(self._newest, turn)
                self._patience.word()
                if self._answers.speaking and self._answers.turn < turn:
                    await self._answers.stop()
            case Heard(turn, text, _, True) if turn >= self._newest:
                self._bell.hush()
                await self._answers.heard(turn, text)
            case Said(turn, text, _, emotion) if turn >= self._newest and text:
                self._instead_of_bell(turn)
                await self._answers.say(turn, text, emotion)
            case Speech(turn, pcm) if turn >= self._newest:
                self._instead_of_bell(turn)
                await self._answers.play(turn, pcm)
            case Did(turn, action):
                self._reboot = self._reboot or action.kind == "restart"
                if action.kind in RINGS:
                    self._bell.due(turn)
                await self._doing.do(action)
            case TurnEnded():
                await self._ended(event)
            case _:
                pass

    def _instead_of_bell(self, turn: int) -> None:
        if turn != self._answers.turn:
            self._bell.rest()

    async def _ended(self, event: TurnEnded) -> None:
        self._patience.word()
        if event.reason is EndReason.ELSEWHERE:
            self.end("elsewhere")
        elif event.reason is EndReason.INTERRUPTED:
            if event.turn == self._answers.turn:
                await self._answers.stop()
        else:
            self._leave = self._leave or (event.intent == _OVER and self._mode != "manual")
            if not self._bell.begins(event.turn):
                await self._answers.end(event.turn)

    async def _silent(self) -> None:
        """The board has been told to be silent."""
        self._patience.word()
        if self._reboot:
            self._reboot = False
            await self._answers.tell(m.System(self.id, "reboot"))
        if self._leave:
            self.end("bye")
        elif self._mode == "realtime" and self._hello.has("aec") and self._microphone.open:
            self._conversation.listen(Mode.OPEN)  # it goes on sending without saying so

    def _speaks(self) -> bool:
        return self._answers.speaking

    async def _give_sign(self) -> None:
        """A board takes a connection for dead on which nothing comes for 120 s."""
        if not self._answers.speaking:
            await self._answers.tell(m.Llm(self.id, "neutral", FACES["neutral"]))

    async def _ask_tools(self, payload: Mapping[str, object]) -> None:
        await self._answers.tell(m.OurMcp(self.id, payload))
