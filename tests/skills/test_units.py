"""Conversions."""

from __future__ import annotations

import pytest

from fakes.home import Home


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("how many kilometers is five miles", "5 miles is about 8.05 kilometers."),
        ("100 fahrenheit in celsius", "100°F is about 37.78°C."),
        ("how many grams are in a kilo", "1 kilogram is 1,000 grams."),
        ("convert 1 milligram to tonnes", "1 milligram is 0.000000001 tonnes."),
        ("五英里是多少公里", "5英里大约是8.05公里。"),
        ("一斤等于多少克", "1斤等于500克。"),
        ("半斤是几两", "0.5斤等于5两。"),
        ("一斤半等于多少克", "1.5斤等于750克。"),
        ("两里等于多少公里", "2里等于1公里。"),
        ("一亩是多少平方米", "1亩大约是666.67平方米。"),
        ("5公里 in miles", "5 kilometers is about 3.11 miles."),
        ("5 miles 是多少公里", "5英里大约是8.05公里。"),
        ("五 miles 等于多少公里", "5英里大约是8.05公里。"),
        ("convert six foot two to centimetres", "6 feet 2 inches is 187.96 centimeters."),
        ("what's five feet ten inches in centimeters", "5 feet 10 inches is 177.8 centimeters."),
        ("一米八是多少英尺", "1.8米大约是5.91英尺。"),
        ("三斤二两等于多少克", "3斤2两等于1,600克。"),
        ("how many minutes is two hours and twenty minutes", "2 hours 20 minutes is 140 minutes."),
    ],
)
async def test_conversions(home: Home, question: str, answer: str) -> None:
    assert (await home.say(question)).text == answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("3 miles in kilograms", "Those two don't measure the same thing."),
        ("三公里是多少公斤", "这两个单位不是一类，没法换算。"),
    ],
)
async def test_what_cannot_be_converted_is_said(home: Home, question: str, answer: str) -> None:
    assert (await home.say(question)).text == answer
