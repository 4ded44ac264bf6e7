"""A board talks over MQTT and UDP, with a real broker between."""

from __future__ import annotations

from fakes.mqtt_house import BoardHouse


async def test_a_board_that_never_subscribes_is_answered(house: BoardHouse) -> None:
    async with house.board() as board:
        await board.hello()
        await board.say(type="listen", state="detect", text="what time is it")
        messages = await board.until("tts", state="stop")
        assert [each.get("state", each["type"]) for each in messages] == [
            "stt",
            "start",
            "llm",
            "sentence_start",
            "stop",
        ]
