"""A page calls Parley by WebRTC: a real Chromium with a real microphone's sound, as OpenAI's guide has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from people import Person
from sound import Microphone, pause

from parley.audio.pcm import Samples

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

CALL = """
async ({ secret, patience }) => {
  const peer = new RTCPeerConnection()
  const [microphone] = (await navigator.mediaDevices.getUserMedia({ audio: true })).getTracks()
  peer.addTrack(microphone)
  const loudness = []
  peer.ontrack = ({ streams: [stream] }) => {
    const context = new AudioContext()
    const analyser = context.createAnalyser()
    const element = new Audio()
    element.muted = true
    element.srcObject = stream // without a player Chromium decodes nothing
    void element.play()
    context.createMediaStreamSource(stream).connect(analyser)
    const samples = new Float32Array(analyser.fftSize)
    setInterval(() => {
      analyser.getFloatTimeDomainData(samples)
      loudness.push(Math.max(...samples.map(Math.abs)))
    }, 50)
  }
  const events = []
  const channel = peer.createDataChannel('oai-events')
  const done = new Promise((resolve) => {
    channel.onmessage = ({ data }) => {
      const event = JSON.parse(data)
      events.push(event)
      if (event.type === 'output_audio_buffer.stopped') resolve()
    }
    setTimeout(resolve, patience)
  })
  await peer.setLocalDescription(await peer.createOffer())
  const answer = await fetch('/v1/realtime/calls', {
    method: 'POST',
    body: peer.localDescription.sdp,
    headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/sdp' },
  })
  await peer.setRemoteDescription({ type: 'answer', sdp: await answer.text() })
  await done
  const stats = [...(await peer.getStats()).values()].find((each) => each.type === 'inbound-rtp')
  peer.close()
  return { status: answer.status, events, loudest: Math.max(...loudness), stats }
}
"""


def test_a_question_said_into_a_call_is_answered_in_it(
    browser: Browser, owner: Person, microphone: Microphone, voice: Mapping[str, Samples]
) -> None:
    pytest.importorskip("aiortc", reason="calls are an extra: parley[calls]")
    key = owner.ask("POST", "/api/keys", {"name": "calls", "scopes": ["talk", "services"]})["key"]
    session = {
        "type": "realtime",
        "model": "parley",
        "audio": {"input": {"transcription": {"model": "whisper-1"}}},
    }
    # The microphone begins before the call is up, which takes a busy machine longer.
    for seconds in (1.5, 5, 10):
        microphone.hears(pause(seconds), voice["What time is it?"], pause(4))
        told = called(browser, owner, key, session)
        types, heard = [each["type"] for each in told["events"]], words(told)
        if "time" in heard:
            break
    assert told["status"] == 201
    assert types[0] == "session.created"
    assert "time" in heard
    (done,) = [each["response"] for each in told["events"] if each["type"] == "response.done"]
    assert done["status"] == "completed" and "It's" in done["output"][0]["content"][0]["transcript"]
    assert types.index("output_audio_buffer.started") < types.index("output_audio_buffer.stopped")
    assert told["loudest"] > 0.02
    assert told["stats"]["packetsReceived"] > 50


def called(browser: Browser, owner: Person, key: str, session: dict[str, Any]) -> dict[str, Any]:
    """What a page is told that calls once."""
    made = httpx.post(
        f"{owner.origin}/v1/realtime/client_secrets",
        headers={"Authorization": f"Bearer {key}"},
        json={"session": session},
        timeout=60,
    )
    assert made.status_code == 200, made.text
    context = browser.new_context(permissions=["microphone"])
    try:
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.goto(f"{owner.origin}/")
        return page.evaluate(CALL, {"secret": made.json()["value"], "patience": 90_000})
    finally:
        context.close()


def words(told: dict[str, Any]) -> str:
    """What was understood of what was said, in small letters."""
    events = (each for each in told["events"] if each["type"].endswith("transcription.completed"))
    return " ".join(each["transcript"] for each in events).lower()
